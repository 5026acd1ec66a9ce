"""What a person agreed to and withdrew, with the exact words and what proves it, as it is handed out."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from wraca.customers.consents.models import OptIn
from wraca.customers.models import ConsentRecord

_WORDING = {name: F(f"wording__{name}") for name in ("text", "version", "sha256")}


def export_consents(ids: tuple[int, ...]) -> dict[str, list[dict[str, Any]]]:
    return {"consents": _records(ids), "confirmations": _confirmations(ids)}


def _records(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Without the trace of a record, from where it was said is not known any more."""
    rows = ConsentRecord.objects.filter(customer__in=ids).order_by("at", "id")
    told = rows.annotate(
        wording_language=F("wording__language"),
        from_address=F("consenttrace__address"),
        from_browser=F("consenttrace__user_agent"),
        trace_kept_until=F("consenttrace__keep_until"),
        **{f"wording_{name}": value for name, value in _WORDING.items()},
    )
    return list(
        told.values(
            *("purpose", "channel", "action", "at", "source", "proven", "awaits_confirmation", "form_url", "evidence"),
            *("wording_text", "wording_language", "wording_version", "wording_sha256"),
            *("from_address", "from_browser", "trace_kept_until"),
        )
    )


def _confirmations(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Letters that asked to confirm a consent."""
    rows = OptIn.objects.filter(customer__in=ids).order_by("asked_at", "id")
    return list(rows.values("address", "asked_at", "expires_at", "confirmed_at"))
