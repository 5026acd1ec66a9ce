"""By what an erased person is known again without being known: digests of what systems called them.

Whoever writes customers asks here first and so keeps an erasure off until the end of the transaction; an erasure keeps
them off. Of two at once, one comes first whole.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import OperationalError, connection

from wraca.customers.identity.subjects import Subject
from wraca.customers.rights.models import ErasedIdentity, ErasureKey
from wraca.customers.sign_up.models import SignUpForm
from wraca.kit.errors import Conflict
from wraca.kit.language import _

_LOCK = "hashtext('wraca.customers.rights.digests')"
#: A batch of an import takes seconds.
MOST_WAITING = "60s"


def hold_erasures() -> None:
    """Nobody is erased before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_LOCK})")


def hold_writers() -> None:
    """Nobody writes customers before this transaction ends. Raises Conflict if one takes too long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [MOST_WAITING])
        try:
            cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
        except OperationalError as cause:
            raise Conflict(_("customers are being written: try again when the import has ended")) from cause
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def find_erased(source: str, outside_ids: Collection[str]) -> dict[str, int | None]:
    """Those of the ids that were an erased person's -> the emptied customer; None: nobody was left."""
    hold_erasures()
    if not outside_ids or not ErasedIdentity.objects.exists():
        return {}
    key = _key()
    digests = {_digest(key, source, outside_id): outside_id for outside_id in outside_ids}
    found = ErasedIdentity.objects.filter(digest__in=list(digests)).values_list("digest", "customer_id")
    return {digests[bytes(digest)]: customer_id for digest, customer_id in found}


def remember_erased(subject: Subject, now: datetime, *, keep: bool) -> dict[str, int]:
    """But for forms, where nobody signs up but they themselves: whoever comes back so is a new customer. Returns rows
    written, per table."""
    key, stays = _key(), subject.canonical_id if keep else None
    forms = {form.source for form in SignUpForm.objects.all()}
    rows = [
        ErasedIdentity(digest=_digest(key, source, outside_id), customer_id=stays, erased_at=now)
        for source, outside_id in sorted(subject.outside)
        if source not in forms
    ]
    ErasedIdentity.objects.bulk_create(rows, ignore_conflicts=True)
    return {"customers_erasedidentity": len(rows)}


def _digest(key: bytes, source: str, outside_id: str) -> bytes:
    return hmac.digest(key, f"{source}\x00{outside_id}".encode(), hashlib.sha256)


def _key() -> bytes:
    row, _made = ErasureKey.objects.get_or_create(pk=1, defaults={"key": secrets.token_bytes(32)})
    return bytes(row.key)
