"""Which instrument plays, and who composed it: the recognisers' data, training and scores."""
