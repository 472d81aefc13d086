"""The experts engine: music by emotion, training and shipping."""
