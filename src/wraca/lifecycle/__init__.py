"""The five stages, value, rhythm and causes of leaving."""
