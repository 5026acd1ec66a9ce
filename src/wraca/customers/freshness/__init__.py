"""What we know of each field of a customer: who said it, when, and how far it can still be believed."""
