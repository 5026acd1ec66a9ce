"""The frame: language, theme, palette, progress, errors, the style page."""
