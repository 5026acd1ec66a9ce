"""The customer's own page: what is held about them, and the means to change it."""
