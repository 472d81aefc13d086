"""The readers' networks in torch, for training and for exporting; not needed to run them."""
