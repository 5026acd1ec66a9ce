"""The embedded PostgreSQL: its binaries, its start and stop, its dumps. Values in; no word of the shop."""
