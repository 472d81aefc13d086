"""Sessions: a performance as a log and a .mid file, and the performance done again from them."""
