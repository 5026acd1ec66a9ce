"""Who the customers are: identity, profile, consent."""
