"""The hands: MIDI ports, the clock, the player that ends every note it starts, .mid files."""
