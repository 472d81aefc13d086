"""Files that are named from outside: what a path means, what may be opened, refused or written."""
