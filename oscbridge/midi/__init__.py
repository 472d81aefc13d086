"""MIDI: ports, clocks, the player that decides when each note sounds, and .mid files.

Nothing here imports torch, and only ``files`` needs numpy: the player is a process of its own that
must start at once and share its interpreter with nothing busy.
"""
