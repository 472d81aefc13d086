"""`oscbridge train experts` and `oscbridge evaluate experts`."""

from __future__ import annotations

from oscbridge.training.triples.desk import declarer, evaluator, trainer

train_arguments = declarer("experts")
train = trainer("experts")
evaluate = evaluator("experts")
