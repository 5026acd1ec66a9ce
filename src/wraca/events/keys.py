"""Keys of the API: a secret that lets a program in, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from wraca.events.models import ApiKey
from wraca.kit.errors import InvalidInput

SCOPES = ("customers", "products", "orders", "events")
#: Says in a leaked file what was leaked.
START = "wraca_"
_PREFIX_LETTERS = len(START) + 6


def hash_of(secret: str) -> bytes:
    """A secret of 256 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def make_key(name: str, scopes: Sequence[str], user_id: int | None) -> tuple[ApiKey, str]:
    """(the key, its secret). The secret is to be shown now: nobody can find it again. Raises InvalidInput."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise InvalidInput(f"scopes {', '.join(unknown) or 'are missing'}; give some of: {', '.join(SCOPES)}")
    secret = START + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name.strip(),
        prefix=secret[:_PREFIX_LETTERS],
        secret_hash=hash_of(secret),
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_by=user_id,
    )
    return key, secret


def revoke_key(key_id: int, now: datetime) -> bool:
    """False where there is no such key, or it is revoked already."""
    return ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now) == 1


def find_key(secret: str) -> ApiKey | None:
    """The working key of this secret."""
    return ApiKey.objects.filter(secret_hash=hash_of(secret), revoked_at=None).first()
