"""From frame to frame: what is remembered of a stream, who is who, and who is followed."""
