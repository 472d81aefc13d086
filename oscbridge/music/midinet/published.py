"""The published constants of the conditional GAN. No torch here: the running engine reads them too.

Sources: Yang, Chou & Yang, "MidiNet", ISMIR 2017 (layers, noise), and the emotion-conditioned
system after it (the class condition, the four strongest pitches). ``network`` has the layers.
"""

from __future__ import annotations

NOISE = 100
"""Length of the noise vector z."""
CLASSES = 4
"""Valence–arousal quadrants, one-hot."""
STRONGEST_PITCHES = 4
"""Only so many pitches are kept at each time step."""
