"""The chopin engine: its melodies, training and shipping."""
