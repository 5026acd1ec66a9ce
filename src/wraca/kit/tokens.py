"""Secrets that open something, kept as hashes; signed tokens, which need not be kept; hashes to recognise by."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

#: Half of SHA-256: what List-Unsubscribe puts into a header must stay short, and nobody tries 2^128 of them.
_SIGNATURE_BYTES = 16


def choose_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """A plain hash is enough: the token has 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def keyed_hash(value: str, key: str) -> bytes:
    """What is kept of an address: recognisable here, worthless elsewhere."""
    return hmac.digest(hashlib.sha256(key.encode()).digest(), value.strip().lower().encode(), "sha256")


def sign_token(parts: Sequence[str], *, use: str, key: str) -> str:
    """The parts, readable by anybody and changeable by nobody. `use` keeps a token for one thing from doing another."""
    if any("\n" in part for part in parts):
        raise ValueError("a part of a token is one line")
    body = "\n".join(parts).encode()
    return f"{_encode(body)}.{_encode(_signature(body, use, key))}"


def read_token(token: str, *, use: str, key: str) -> tuple[str, ...] | None:
    """The parts; None where the token is not one of ours for this use."""
    body_text, _dot, signature_text = token.partition(".")
    try:
        body, signature = _decode(body_text), _decode(signature_text)
        parts = tuple(body.decode().split("\n"))
    except ValueError:
        return None
    return parts if hmac.compare_digest(signature, _signature(body, use, key)) else None


def _signature(body: bytes, use: str, key: str) -> bytes:
    own_key = hmac.digest(key.encode(), f"wraca token: {use}".encode(), "sha256")
    return hmac.digest(own_key, body, "sha256")[:_SIGNATURE_BYTES]


def _encode(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Of exactly what `_encode` writes: a token has one spelling. Raises ValueError."""
    decoded = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if _encode(decoded) != text:
        raise ValueError("not as it is written here")
    return decoded
