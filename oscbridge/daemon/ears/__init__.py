"""The ears: files of music are listened to in a process of their own."""
