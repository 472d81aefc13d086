"""The daemon: workers, the felt emotion and the conductor, wired to the wire.

Only this room and the commands know all parts; the parts do not know each other.
"""
