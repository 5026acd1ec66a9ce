"""What a customer could be found by, as digests: the surest of the blocking rules, for one new customer against all."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import md5

#: Of comparable people. What most pairs of one person agree in; looser rules would bring up a crowd.
KEYS: tuple[tuple[str, ...], ...] = (
    ("document",),
    ("email",),
    ("phone",),
    ("email_user",),
    ("given", "family"),
    ("family", "postcode"),
    ("given", "postcode"),
    ("family", "birth"),
    ("given", "birth"),
    ("street", "house", "postcode"),
)
_DIGITS = 15


def digest(text: str) -> int:
    """The same in `keys_sql`; 60 bits, so that no two values of a shop meet."""
    return int(md5(text.encode(), usedforsecurity=False).hexdigest()[:_DIGITS], 16)


def keys_of(person: Mapping[str, str | None]) -> list[int]:
    """Of one comparable person."""
    known = ([field, *(person[column] for column in columns)] for columns in KEYS for field in ["/".join(columns)])
    return [digest("|".join(map(str, parts))) for parts in known if None not in parts]


def keys_sql(people: str) -> str:
    """id and keys of each of `people`."""
    keys = ", ".join(
        f"CASE WHEN {' AND '.join(f'{c} IS NOT NULL' for c in columns)} THEN"
        + _digest_sql(f"concat_ws('|', '{'/'.join(columns)}', {', '.join(columns)})")
        + " END"
        for columns in KEYS
    )
    return f"SELECT id, list_filter([{keys}], key -> key IS NOT NULL) AS keys FROM {people}"


def share_key(field: str, value: str) -> int:
    return digest(f"share|{field}|{value}")


def shares_sql(frequencies: str) -> str:
    key = _digest_sql("concat_ws('|', 'share', field, value)")
    return f"SELECT {key} AS key, share FROM {frequencies}"


def _digest_sql(text: str) -> str:
    return f" ('0x' || left(md5({text}), {_DIGITS}))::bigint"
