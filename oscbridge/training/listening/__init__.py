"""Rendered music to listen to, and how well it was heard."""
