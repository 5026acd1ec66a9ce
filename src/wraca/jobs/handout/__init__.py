"""Everything that is held of a person, for themselves: one document, as JSON and as a page to read."""
