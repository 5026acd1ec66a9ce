"""The management API under /api/v1: what connectors and the shop's own programs talk to."""
