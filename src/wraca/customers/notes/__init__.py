"""What staff heard and wrote down: facts, preferences, notes."""
