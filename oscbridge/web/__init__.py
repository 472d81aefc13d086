"""The page: files for a browser, which is an OSC client like any other."""
