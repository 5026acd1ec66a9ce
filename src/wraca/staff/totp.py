"""The second factor: time-based one-time passwords, RFC 6238 (SHA-1, 30 seconds, six digits) over RFC 4226.

Those are the parameters that every authenticator app assumes.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
#: Steps before and after the present one that are accepted: clocks differ, people type slowly (RFC 6238, 5.2).
DRIFT_STEPS = 1
SECRET_BYTES = 20


def choose_secret() -> str:
    """A fresh secret in base32, as authenticator apps read it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def hotp(key: bytes, counter: int, digits: int = DIGITS, digest: str = "sha1") -> str:
    """RFC 4226, 5.3: HMAC, dynamic truncation, the last `digits` decimal digits."""
    mac = hmac.digest(key, counter.to_bytes(8, "big"), digest)
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def time_step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step whose code this is, if it is near `now` and after `last_step` (a code is good once), else None."""
    code = code.replace(" ", "").replace("\u00a0", "")
    # isdigit alone would take digits of other scripts, which compare_digest refuses.
    if not (code.isascii() and code.isdigit()):
        return None
    key = base64.b32decode(secret)
    present = time_step(now)
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if step > last_step and hmac.compare_digest(hotp(key, step), code):
            return step
    return None


def provisioning_uri(secret: str, account: str, issuer: str) -> str:
    """What the QR code says: the key URI format of authenticator apps."""
    label = f"{quote(issuer)}:{quote(account)}"
    query = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"
