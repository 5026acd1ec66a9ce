"""Secrets that open something, kept as hashes; and hashes of what is only to be recognised."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def choose_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """A plain hash is enough: the token has 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def keyed_hash(value: str, key: str) -> bytes:
    """What is kept of an address: recognisable here, worthless elsewhere."""
    return hmac.digest(hashlib.sha256(key.encode()).digest(), value.strip().lower().encode(), "sha256")
