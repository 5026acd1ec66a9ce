"""Given names: what they are short for, how they are addressed, and how sure that is."""
