"""Writes the words of consents: only ever a new version."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction

from wraca.customers.consents.models import ConsentWording
from wraca.customers.consents.queries import find_latest_wording
from wraca.customers.consents.texts import PLACES, write_wording
from wraca.kit.errors import InvalidInput
from wraca.kit.language import marked as _

LONGEST, SHORTEST = 2000, 30


def require_wording(purpose: str, channel: str, language: str, *, shop_name: str, now: datetime) -> ConsentWording:
    """The words to show now. Ours follow the shop's name; the owner's stay as they were written."""
    _require_place(purpose, channel, language)
    latest = find_latest_wording(purpose, channel, language)
    ours = write_wording(purpose, channel, language, shop_name)
    if latest and (latest.created_by is not None or latest.text == ours):
        return latest
    return record_wording(purpose, channel, language, ours, by=None, now=now)


@transaction.atomic
def record_wording(
    purpose: str, channel: str, language: str, text: str, *, by: int | None, now: datetime
) -> ConsentWording:
    """The next version; the same words as the latest are no new one. Raises InvalidInput."""
    _require_place(purpose, channel, language)
    text = " ".join(text.split())
    if not SHORTEST <= len(text) <= LONGEST or "\x00" in text:
        raise InvalidInput(_("The words of a consent have from 30 to 2000 characters."))
    with connection.cursor() as cursor:
        # Two who write at once take turns, so that both get a number.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('wraca.customers.consents.wordings'))")
    latest = find_latest_wording(purpose, channel, language)
    if latest and latest.text == text and (by is None or latest.created_by is not None):
        return latest
    return ConsentWording.objects.create(
        purpose=purpose,
        channel=channel,
        language=language,
        version=latest.version + 1 if latest else 1,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        created_by=by,
        created_at=now,
    )


def _require_place(purpose: str, channel: str, language: str) -> None:
    if channel not in PLACES.get(purpose, ()) or language not in ConsentWording.LANGUAGES:
        raise InvalidInput(f"there is no consent for {purpose!r} by {channel!r} in {language!r}")
