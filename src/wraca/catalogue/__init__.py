"""What the shop sells: products, variants, photographs, prices, stock."""
