"""Figures: what oscbridge promises about speed and memory, measured on this machine.

Each file with a ``measure`` function is one figure or a family of them, with the rival that it is
judged by measured in the same run, taking turns. ``registry`` lists them; ``report`` and ``tables``
say what a result is and how it is told.
"""
