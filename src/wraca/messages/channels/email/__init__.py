"""E-mail over SMTP, and the house's own mailbox."""
