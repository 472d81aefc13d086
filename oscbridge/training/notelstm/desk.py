"""`oscbridge train notelstm` and `oscbridge evaluate notelstm`."""

from __future__ import annotations

from oscbridge.training.triples.desk import declarer, evaluator, trainer

train_arguments = declarer("notelstm")
train = trainer("notelstm")
evaluate = evaluator("notelstm")
