"""A real DAW records what the port plays (make test-daw)."""
