"""Figures beside the tests: each file prints JSON; none of them asserts a time."""
