"""Readers of faces: their data, training, scores and reports."""
