"""Customers known twice: who may be one person, how sure that is, and what was decided. See README.md."""
