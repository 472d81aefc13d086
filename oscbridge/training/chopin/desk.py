"""`oscbridge train chopin` and `oscbridge evaluate chopin`."""

from __future__ import annotations

from oscbridge.training.triples.desk import declarer, evaluator, trainer

train_arguments = declarer("chopin")
train = trainer("chopin")
evaluate = evaluator("chopin")
