"""The ``duet`` engine, oscbridge's own: affect → cues → notes, bar by bar, in the primer's key."""
