"""The published constants of the note LSTM with emotion clusters.

``emotion`` has the formulas. γ and δ are "N(1, 0.1)": 0.1 is read as the standard deviation.
"""

from __future__ import annotations

CLUSTERS = 2
"""k of the K-means over songs."""
LABELS = (-1, 1)
"""l of each cluster, the calmer one first."""
ALPHA = 0.5
"""Weight of the emotion score."""
BETA = 0.5
"""Weight of the network's logits."""
TEMPERATURE = 2.0
STRETCH_MEAN = 1.0
"""Mean of γ and δ."""
STRETCH_SPREAD = 0.1
"""Standard deviation of γ and δ."""
