"""The commands: one file for each thing that a person can ask of ``oscbridge``."""
