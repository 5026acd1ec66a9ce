"""Tokens by which a shop's own log-in opens a customer's page (docs/portal.md). Pure.

A token is two parts in URL-safe base64 without padding, joined by a dot: a JSON object with `customer` (the shop's id),
`expires` (seconds since 1970) and `nonce` (at least 16 characters, never used again), and the HMAC-SHA256 of the first
part, as it stands, under the shop's secret.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: A link in a page, not in a letter: it is followed at once.
LONGEST_LIFE = timedelta(minutes=10)
_LONGEST = 1000


@dataclass(frozen=True)
class ShopToken:
    customer: str
    expires_at: datetime
    nonce: str


def write_shop_token(token: ShopToken, secret: str) -> str:
    told = {"customer": token.customer, "expires": int(token.expires_at.timestamp()), "nonce": token.nonce}
    body = _encode(json.dumps(told, separators=(",", ":")).encode())
    return f"{body}.{_sign(body, secret)}"


def read_shop_token(text: str, secret: str, now: datetime) -> ShopToken | None:
    """None: not signed with the secret, out of date, or good for longer than LONGEST_LIFE."""
    body, _dot, signature = text.partition(".")
    if len(text) > _LONGEST or not text.isascii() or not hmac.compare_digest(signature, _sign(body, secret)):
        return None
    token = _read(body)
    return token if token and now < token.expires_at <= now + LONGEST_LIFE else None


def _read(body: str) -> ShopToken | None:
    try:
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        customer, nonce = told["customer"], told["nonce"]
        expires_at = datetime.fromtimestamp(told["expires"], UTC)
    except (binascii.Error, ValueError, KeyError, TypeError, OverflowError, OSError):
        return None
    if not (_is_id(customer) and _is_id(nonce) and len(nonce) >= 16):
        return None
    return ShopToken(customer, expires_at, nonce)


def _is_id(told: object) -> bool:
    """What the database can look up: no control characters, no halves of characters."""
    return isinstance(told, str) and told != "" and told.isprintable()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _sign(body: str, secret: str) -> str:
    return _encode(hmac.digest(secret.encode(), body.encode(), "sha256"))
