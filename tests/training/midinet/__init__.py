"""Tests of the training tools, on data small enough to learn by heart."""
