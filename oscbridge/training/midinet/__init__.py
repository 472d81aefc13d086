"""The midinet engine: its data, training, shipping and report."""
