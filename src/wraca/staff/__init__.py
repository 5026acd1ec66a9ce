"""The people who work with the console: accounts, roles, what they did."""
