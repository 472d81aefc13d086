"""What a face says: three readers, how a face is cut for them, and how one is chosen."""
