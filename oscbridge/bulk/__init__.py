"""Thousands of files: the same work on each, on this machine or on a cluster, and to be resumed."""
