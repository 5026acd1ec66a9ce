"""API keys: a secret is shown once, its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from wraca.events.incoming import require_source
from wraca.events.models import ApiKey, IdempotentAnswer
from wraca.kit.errors import InvalidInput

SUBJECTS = ("customers", "products", "orders", "events")
SCOPES = tuple(f"{subject}:{deed}" for subject in SUBJECTS for deed in ("write", "read"))
#: Of a key that is given no other.
SOURCE = "api"
#: How long a request's repeat gets the first answer.
ANSWERS_KEPT = timedelta(days=30)
#: A key's last use is noted to the minute: a write a request would cost more than it tells.
USE_NOTED_EVERY = timedelta(minutes=1)


def create_key(
    *, name: str, scopes: Sequence[str], source: str = SOURCE, created_by: int | None = None
) -> tuple[ApiKey, str]:
    """The key and its secret, which nobody can read again. Raises InvalidInput."""
    require_source(source)
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise InvalidInput(
            f"unknown scopes: {', '.join(unknown) or 'none given'}; expected some of {', '.join(SCOPES)}"
        )
    if not 0 < len(name.strip()) <= 200 or "\x00" in name:
        raise InvalidInput("a key's name must have 1 to 200 characters")
    secret = f"wraca_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=name.strip(),
        prefix=secret[:12],
        secret_hash=hash_of(secret),
        scopes=sorted(set(scopes)),
        source=source,
        created_by=created_by,
    )
    return key, secret


def hash_of(secret: str) -> bytes:
    """A plain hash is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def revoke_key(key_id: int, now: datetime) -> bool:
    """False: there is no such key, or it was revoked before."""
    return ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now) == 1


def list_keys() -> list[ApiKey]:
    """Those in use first, newest first."""
    return list(ApiKey.objects.order_by("revoked_at", "-created_at", "-id"))


def find_key(secret: str, now: datetime) -> ApiKey | None:
    """The key that is not revoked, and the note that it was used."""
    key = ApiKey.objects.filter(secret_hash=hash_of(secret), revoked_at=None).first()
    if key:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
        if key.last_used_at is None or key.last_used_at < now - USE_NOTED_EVERY:
            ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
    return key


def claim_answer(api_key_id: int, key: str, body_hash: bytes) -> IdempotentAnswer | None:
    """None: the key is new and now ours. Otherwise the answer kept under it; if the first request is still at work,
    this waits for the end of its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_idempotentanswer (api_key_id, key, body_hash, status, answer)"
            " VALUES (%s, %s, %s, 0, '{}') ON CONFLICT (api_key_id, key) DO NOTHING",
            [api_key_id, key, body_hash],
        )
        if cursor.rowcount == 1:
            return None
    return IdempotentAnswer.objects.get(api_key_id=api_key_id, key=key)


def keep_answer(api_key_id: int, key: str, status: int, answer: dict[str, object]) -> None:
    IdempotentAnswer.objects.filter(api_key_id=api_key_id, key=key).update(status=status, answer=answer)


def forget_answers(now: datetime) -> int:
    """Removes the answers kept for repeats that are not coming any more; returns how many."""
    return IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()[0]
