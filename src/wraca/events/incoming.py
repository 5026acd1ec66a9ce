"""What every word from outside has in common: its types, its limits, and how a bad one is described."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from wraca.kit.errors import InvalidInput
from wraca.kit.recorded import Problem

#: A hundred thousand million in the main unit. A customer's sum over a million orders still fits a bigint.
MOST_MINOR = 10**13
MOST_PIECES = 10**9
#: Clocks of stores run ahead a little.
AHEAD = timedelta(days=1)
#: Before any web shop. A moment that is missing comes as 0, which is 1 January 1970.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MOST_TRAIT_BYTES = 16_384

OutsideId = Annotated[str, Meta(min_length=1, max_length=200, description="The id in the system that sends it.")]
Short = Annotated[str, Meta(max_length=200)]
Long = Annotated[str, Meta(max_length=5000)]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with an offset, e.g. 2026-11-22T09:30:00+01:00.")]
#: The limits stand in the schema for readers; `amounts_problem` checks them, and says more than a schema can.
Minor = Annotated[
    int,
    Meta(
        description="An amount in minor units: 12990 is 129,90 zł.",
        extra_json_schema={"minimum": 0, "maximum": MOST_MINOR},
    ),
]
Traits = Annotated[dict[str, Any], Meta(description="Anything else worth knowing; up to 16 KiB.")]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything that comes in. An unknown field is a mistake somebody wants to hear about."""


def require_source(source: str) -> str:
    """The name of the system that speaks, e.g. `api`, `sample`, `woocommerce-1`. Raises InvalidInput."""
    if not _SOURCE.fullmatch(source):
        raise InvalidInput(f"a source is named by up to 60 of a-z, 0-9, _ and -, not {source!r}")
    return source


def id_problem(outside_id: str) -> Problem | None:
    if _CONTROL.search(outside_id):
        return Problem("id_with_control_character", {"id": _CONTROL.sub("?", outside_id[:200])})
    if not 1 <= len(outside_id) <= 200 or outside_id != outside_id.strip():
        return Problem("id_malformed", {"id": outside_id[:200]})
    return None


def text_problem(texts: Mapping[str, object]) -> Problem | None:
    """PostgreSQL has no place for the character NUL, nor we for a novel in a name."""
    for field, value in texts.items():
        if isinstance(value, str) and ("\x00" in value or len(value) > 5000):
            return Problem("text_malformed", {"field": field})
    return None


def has_nul(texts: Iterable[str]) -> bool:
    return "\x00" in "".join(texts)


def moment_problem(field: str, moment: datetime | None, now: datetime) -> Problem | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        return Problem("moment_without_offset", {"field": field, "given": moment.isoformat()})
    if moment < EARLIEST:
        return Problem("moment_too_early", {"field": field, "given": moment.isoformat()})
    if moment > now + AHEAD:
        return Problem("moment_out_of_range", {"field": field, "given": moment.isoformat()})
    return None


def amounts_problem(amounts: Mapping[str, int | None]) -> Problem | None:
    for field, amount in amounts.items():
        if amount is not None and not 0 <= amount <= MOST_MINOR:
            return Problem("amount_out_of_range", {"field": field, "given": str(amount)})
    return None


def json_problem(field: str, value: Mapping[str, object]) -> Problem | None:
    encoded = msgspec.json.encode(value)
    if len(encoded) > MOST_TRAIT_BYTES:
        return Problem("json_too_large", {"field": field, "bytes": len(encoded), "most": MOST_TRAIT_BYTES})
    if b"\\u0000" in encoded:
        return Problem("text_malformed", {"field": field})
    return None
