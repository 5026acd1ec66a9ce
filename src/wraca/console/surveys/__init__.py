"""What customers are asked on their own page, and what they said."""
