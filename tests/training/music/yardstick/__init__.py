"""Tests of the yardstick: known answers on music small enough to check by hand."""
