"""Segments: rules with a name, who fits them, and whom they reach."""
