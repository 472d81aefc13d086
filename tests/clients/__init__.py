"""Patches and clients of other programs."""
