"""A frame: bytes → upright pixels, within limits; brightened and reduced before it is looked at."""
