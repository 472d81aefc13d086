"""Figures: what oscbridge promises about speed and memory, measured on this machine.

Each file with a ``measure`` function is a figure or a few of one kind; where there is a rival, it
is measured in the same run, taking turns. ``registry`` lists them, ``report`` and ``tables`` say
what a result is and how it is told, and ``rigs`` is what they are measured with.
"""
