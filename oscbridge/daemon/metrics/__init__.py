"""The metrics: what is counted while it happens, and how Prometheus gets it."""
