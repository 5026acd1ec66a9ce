"""What is said to customers and staff: composed, kept, asked at the door, sent."""
