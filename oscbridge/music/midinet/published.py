"""The published constants of the conditional GAN. No torch here: the running engine reads them too.

Sources: Yang, Chou & Yang, "MidiNet", ISMIR 2017 (layers, noise), and the emotion-conditioned
system after it (the class condition, the precursor chain, the four strongest pitches).
"""

from __future__ import annotations

NOISE = 100
"""Length of the noise vector z."""
CLASSES = 4
"""Valence–arousal quadrants, one-hot."""
FULLY_CONNECTED = 2
TRANSPOSED_CONVOLUTIONS = 4
CONDITIONER_CONVOLUTIONS = 4
DISCRIMINATOR_CONVOLUTIONS = 2
DISCRIMINATOR_FULLY_CONNECTED = 2
STRONGEST_PITCHES = 4
"""Only so many pitches are kept at each time step."""
REPEATS = 3
"""After the first output, so many times the output becomes the precursor: 16 bars in all."""
CHAIN_BARS = 16
