"""Training duet, on music small enough to learn by heart."""
