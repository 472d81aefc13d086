"""Ableton Live: phrases become clips there, and its clock reaches the player."""
