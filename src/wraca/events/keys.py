"""Keys of the API: a secret that lets a program in, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from wraca.events.models import ApiKey
from wraca.kit.errors import InvalidInput

SUBJECTS = ("customers", "products", "orders", "events")
SCOPES = tuple(f"{subject}:{deed}" for subject in SUBJECTS for deed in ("write", "read"))


def hash_of(secret: str) -> bytes:
    """A secret of 256 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def create_key(*, name: str, scopes: Sequence[str], created_by: int | None = None) -> tuple[ApiKey, str]:
    """(the key, its secret). The secret is to be shown now: nobody can find it again. Raises InvalidInput."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise InvalidInput(
            f"unknown scopes: {', '.join(unknown) or 'none given'}; expected some of {', '.join(SCOPES)}"
        )
    secret = f"wraca_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=name.strip(),
        prefix=secret[:12],
        secret_hash=hash_of(secret),
        scopes=sorted(set(scopes)),
        created_by=created_by,
    )
    return key, secret


def revoke_key(key_id: int, now: datetime) -> bool:
    """False where there is no such key, or it is revoked already."""
    return ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now) == 1
