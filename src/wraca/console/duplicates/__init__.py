"""Customers known twice: the review, one pair at a time."""
