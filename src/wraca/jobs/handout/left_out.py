"""Columns of tables that are handed out which are not in the document, and why. A test compares them with the database;
docs/portability.md says the same to readers."""

from __future__ import annotations

from collections.abc import Mapping

_SORTED = "made from the name, so that it is found and sorted"
_KEY = "how we recognise a repeated word"
_DEED = "whom it was done to, and inner numbers: the deed itself is told"

#: `table.column` of text, JSON or lists -> why not.
LEFT_OUT: Mapping[str, str] = {
    "customers_customer.folded_name": _SORTED,
    "customers_customer.sort_name": _SORTED,
    "customers_tag.key": _SORTED,
    "events_event.key": _KEY,
    "outbox_message.key": _KEY,
    "staff_auditentry.details": _DEED,
    "staff_auditentry.object_id": _DEED,
    "staff_auditentry.object_kind": _DEED,
}
