"""Trained weights: where they are, whether they are whole, how they become a running network."""
