"""The sample shop: a real retailer's year with invented people (see README.md)."""
