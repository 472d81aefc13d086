"""The faces: frames in, one look at a time, answers out."""
