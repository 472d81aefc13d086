"""Patches and clients for other programs, written from the address table.

``python -m oscbridge.patches`` writes them all; the daemon never imports this room. The Max patches
are built with py2max, which the ``dev`` extra brings.
"""
