"""How a customer wants to be dealt with, in their own words: how often, about what, until when not at all."""
