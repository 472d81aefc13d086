"""The cluster: who reads which frame and composes which phrase there, and what is kept here."""
