"""The page that says what is worth doing now."""
