"""Ableton Live by way of AbletonOSC: what is said to it, what it answers, whose turn a slot is.

No socket and no clock in here: messages go in and out as values, and the daemon carries them.
"""
