"""The music: the conductor orders phrases, the composer composes and the player plays them."""
