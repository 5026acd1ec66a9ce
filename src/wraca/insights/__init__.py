"""What the numbers say to the owner: what is worth doing today (see README.md)."""
