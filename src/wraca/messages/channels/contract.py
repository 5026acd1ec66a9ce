"""What a channel is: it takes one parcel at a time and says what became of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

#: Taken over by the server. Refused for good. Refused for now.
TAKEN, REFUSED, LATER = "taken", "refused", "later"
#: The server takes nothing from us at present, and this one did not leave. Nobody knows whether it left.
DOWN, UNKNOWN = "down", "unknown"


@dataclass(frozen=True)
class Parcel:
    """A message ready to be handed over."""

    message_id: int
    #: Hex; the same for each attempt.
    fingerprint: str
    sender_name: str
    sender_address: str
    address: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime
    #: Of marketing; empty: it is a service message.
    unsubscribe_url: str = ""


@dataclass(frozen=True)
class Answer:
    outcome: str
    #: Numbers that the server gave, e.g. "550 5.1.1". Never its words: they repeat the address.
    code: str = ""
    #: Code of ours, of what went wrong.
    reason: str = ""
    #: The server says that nobody is there.
    is_dead_address: bool = False


class Line(Protocol):
    """An open line to the channel's server."""

    def send(self, parcel: Parcel) -> Answer:
        """Never raises for what a server or a network does: that is an answer."""


class Channel(Protocol):
    def open(self) -> AbstractContextManager[Line]:
        """A line, connected when the first parcel is sent over it."""
