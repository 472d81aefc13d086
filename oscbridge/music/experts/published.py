"""The published shape of the four experts, and which of them an affect calls.

Four separate networks; a neutral face means relaxed; step and length are expanded by a constant for
each emotion. The description gives no numbers for the expansion: these are ours. Happy and angry
press on, sad and relaxed take their time; the numbers are small, because the network hears what it
played, and the effect grows over a phrase.
"""

from __future__ import annotations

from oscbridge.affect import Affect

EMOTIONS = ("happy", "angry", "sad", "relaxed")
"""The four experts, in the order of the quadrants 1 to 4."""
NEUTRAL_MEANS = "relaxed"
NEUTRAL_RADIUS = 0.2
"""A felt emotion no further from (0, 0) than this is a neutral face."""
STEP_EXPANSION = {"happy": 0.97, "angry": 0.93, "sad": 1.12, "relaxed": 1.06}
LENGTH_EXPANSION = {"happy": 0.95, "angry": 0.88, "sad": 1.12, "relaxed": 1.06}


def emotion_of(affect: Affect) -> str:
    """The emotion of the affect's quadrant; near neutral, relaxed."""
    if affect.valence**2 + affect.arousal**2 <= NEUTRAL_RADIUS**2:
        return NEUTRAL_MEANS
    return EMOTIONS[affect.quadrant - 1]
