"""Sound → notes: recordings are read, their pitches followed, their beats found."""
