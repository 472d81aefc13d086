"""The hands: MIDI ports, the clock, the player that ends every note that it starts, and .mid files."""
