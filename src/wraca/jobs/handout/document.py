"""The one gathering behind every hand-out: sections of plain values, from the domains that keep them.

docs/portability.md describes the shape; a change of it that a reader must know of is a new VERSION.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from wraca.connectors.export import export_imports
from wraca.customers.consents.export import export_consents
from wraca.customers.export import export_customers
from wraca.customers.identity.queries import Person, list_proven_emails
from wraca.customers.identity.subjects import Subject
from wraca.customers.preferences.queries import find_preferences
from wraca.engine.reader import Reader
from wraca.events.export import export_events
from wraca.lifecycle.export import export_inferences
from wraca.messages.export import export_messages
from wraca.orders.export import export_orders
from wraca.shop.queries import ShopSettings
from wraca.staff.export import export_deeds
from wraca.surveys.export import export_surveys

FORMAT, VERSION = "wraca.person", 1

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Document:
    """What is held of one person at one moment."""

    made_at: datetime
    shop: ShopSettings
    subject: Subject
    sections: Mapping[str, Rows]

    def as_json(self) -> bytes:
        """UTF-8, indented, keys in the order of the documentation."""
        told = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": self.made_at,
            "shop": {name: getattr(self.shop, name) for name in ("name", "currency", "zone")},
            "person": {"id": self.subject.canonical_id, "customer_ids": self.subject.member_ids},
            **self.sections,
        }
        return json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode()


def make_document(subject: Subject, shop: ShopSettings, reader: Reader | None, now: datetime) -> Document:
    """reader: of the current generation; None before the first refresh."""
    ids = subject.member_ids
    # Anybody can type another's address or telephone, and would be handed what names them.
    proven = subject.own_emails & list_proven_emails(ids)
    sections = {
        **export_customers(Person(subject.canonical_id, ids), now),
        **export_consents(ids),
        **export_surveys(ids),
        **export_orders(ids),
        **export_messages(ids, proven),
        **export_events(ids),
        **export_inferences(subject.canonical_id, _reader_for(subject, reader), now, zone=shop.zone),
        **export_imports(ids, proven),
        **export_deeds(ids),
    }
    return Document(now, shop, subject, sections)


def _reader_for(subject: Subject, reader: Reader | None) -> Reader | None:
    """Of who objected, nothing is worked out, not even to be shown to them."""
    return reader if find_preferences(subject.canonical_id).inference else None


def digest(contents: bytes) -> str:
    """SHA-256 in hexadecimal: what a proof keeps instead of the contents."""
    return hashlib.sha256(contents).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else str(value)
    raise TypeError(f"{type(value).__name__} cannot be handed out")
