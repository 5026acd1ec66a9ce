"""The errors that every part of Wraca raises. A message says what was expected, what came, and what to do."""


class WracaError(Exception):
    """Something failed that a person can read about and mend."""


class InvalidInput(WracaError):
    """What came in is not what was expected."""


class NotReady(WracaError):
    """A thing this needs does not exist yet (no generation, no shop, no database)."""


class Conflict(WracaError):
    """The same key came with other content, or somebody else was quicker."""
