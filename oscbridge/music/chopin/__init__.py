"""The ``chopin`` engine: a melody in the manner of Chopin, as melancholy as the face."""
