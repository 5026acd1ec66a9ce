"""Processes: the database made ready, the server on one port or in roles, its worker; started and stopped in order."""
