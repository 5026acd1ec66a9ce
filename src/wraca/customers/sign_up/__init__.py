"""Where potential customers come from: forms on which somebody leaves an address and agrees to be written to."""
