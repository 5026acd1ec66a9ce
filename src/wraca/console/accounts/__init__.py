"""Log-in, the own account, the accounts of the others, the audit log, the first run."""
