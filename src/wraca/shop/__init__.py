"""The installation itself: one shop, its name, currency, zone, language."""
