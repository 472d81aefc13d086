"""What every engine's training and judging share: pieces of music, splits, measures."""
