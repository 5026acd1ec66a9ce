"""How often a link may be asked for. Pure.

The limits hold whether the address is known or not: what they let through tells nothing about who is a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=2)
#: Links to one address in WINDOW and in a DAY; requests from one origin in WINDOW. Homes and offices share an origin.
LIMIT_ADDRESS, LIMIT_ADDRESS_DAY, LIMIT_ORIGIN = 3, 10, 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Requests before this one."""

    address: int
    address_day: int
    origin: int


def is_origin_too_busy(asked: Asked) -> bool:
    return asked.origin >= LIMIT_ORIGIN


def is_address_spared(asked: Asked) -> bool:
    """Somebody's mailbox gets no more links for now, whoever asks."""
    return asked.address >= LIMIT_ADDRESS or asked.address_day >= LIMIT_ADDRESS_DAY
