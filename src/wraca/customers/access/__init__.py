"""How a customer gets to their own page: a link by e-mail, or a token that the shop signed."""
