"""What a customer asked of us by right, and until when it must be done."""
