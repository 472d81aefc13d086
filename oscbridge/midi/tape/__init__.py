"""A performance as marks on a tape: made while it plays (``tape``), done again (``offline``), and
as a .mid file (``reel``), which can be played (``playback``).
"""
