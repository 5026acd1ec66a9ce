"""How messages leave the house: one folder a channel. Nothing else in Wraca speaks to their servers."""
