"""The felt emotion: what readings, a lost face and a performer add up to, and who is told."""
