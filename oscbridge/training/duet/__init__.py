"""Training and measuring of the ``duet`` engine."""
