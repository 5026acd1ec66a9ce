"""Backup codes: shown once and kept as hashes."""

from __future__ import annotations

import hashlib
import secrets

#: Letters that nobody confuses on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
BACKUP_CODES = 10


def choose_backup_codes() -> list[str]:
    """Ten codes like `k7mp2-x4hqa`: 49 random bits each."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(BACKUP_CODES)
    ]


def backup_code_hash(code: str, user_id: int) -> str:
    """Slow on purpose and salted by the account, as these are short enough to be guessed from a stolen table."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.scrypt(plain.encode(), salt=f"backup:{user_id}".encode(), n=2**13, r=8, p=1, dklen=32).hex()
