"""What customers bought, gave back and cancelled, and the exact summary of each customer."""
