"""Which customers a filter means, once: the list shows them, and a task that points there counts the same ones.

Conditions are DuckDB SQL over the generation's table `customers` (alias `c`), with one parameter, `$as_of`: the last
day the generation knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: With the ids of `list_erased_ids`: what is left of them counts in revenue, not among people.
NOT_ERASED = "c.customer_id NOT IN (SELECT unnest($erased::BIGINT[]))"
STAGES = ("potential", "first_purchase", "repeat", "core", "leaving")
CHANNELS = ("email", "sms", "phone", "push", "messenger", "post")
_PROVEN = " OR ".join(CHANNELS)
_UNPROVEN = " OR ".join(f"{channel}_unproven" for channel in CHANNELS)


@dataclass(frozen=True)
class Filter:
    name: str
    #: Code of a choice -> condition.
    choices: Mapping[str, str]
    #: Whether several choices may be taken together (any of them).
    many: bool = False
    #: The table it needs beside `customers`.
    table: str = ""


def _days(column: str, *limits: int) -> dict[str, str]:
    return {str(days): f"c.{column} > $as_of - {days}" for days in limits}


#: Below it a field is to be confirmed (wraca.customers.freshness.fading).
_LEAST_USABLE = 0.6
#: Fields that are asked for again; traits are other systems' guesses.
CONFIRMED_FIELDS = ("email", "phone", "address", "name", "birth_date", "language")


def _stale(*fields: str) -> str:
    return "coalesce(" + " OR ".join(f"f.{field} < {_LEAST_USABLE}" for field in fields) + ", FALSE)"


def _agreed(*channels: str) -> str:
    return "(" + " OR ".join(f"r.{channel} OR r.{channel}_unproven" for channel in channels) + ")"


#: Code -> condition over `QUALITY_TABLES`; the page of data quality counts by it, the list filters by it.
QUALITY: Mapping[str, str] = {
    "stale": _stale(*CONFIRMED_FIELDS),
    **{f"stale_{field}": _stale(field) for field in ("email", "phone", "address")},
    # Reached are those with a consent, with proof or without, and an address to use it on.
    "unreachable": f"NOT coalesce({_agreed('email')} AND f.email_usable OR {_agreed('sms', 'phone')} AND f.phone_usable"
    f" OR {_agreed('post')} AND f.address_usable OR {_agreed('push', 'messenger')}, FALSE)",
    "unproven": "coalesce(("
    + " OR ".join(f"r.{channel}_unproven" for channel in CHANNELS)
    + ") AND NOT ("
    + " OR ".join(f"r.{channel}" for channel in CHANNELS)
    + "), FALSE)",
}
QUALITY_TABLES = "customers c LEFT JOIN freshness f USING (customer_id) LEFT JOIN reach r USING (customer_id)"

FILTERS: tuple[Filter, ...] = (
    Filter("stage", {stage: f"c.stage = '{stage}'" for stage in STAGES}, many=True),
    Filter(
        "value",
        {
            "half": "c.value_rank <= (SELECT max(customers_half) FROM halves)",
            "rest": "c.value_rank > (SELECT max(customers_half) FROM halves)",
            "none": "c.value_rank IS NULL",
        },
    ),
    Filter(
        "overdue",
        {
            "yes": "c.overdue_since IS NOT NULL",
            "7": "c.overdue_since <= $as_of - 7",
            "30": "c.overdue_since <= $as_of - 30",
        },
    ),
    Filter(
        "expected",
        {days: f"c.overdue_since IS NULL AND c.next_order_mid <= $as_of + {days}" for days in ("7", "14", "30")},
    ),
    Filter(
        "last",
        {
            **_days("last_day", 30, 90, 365),
            "older": "c.last_day <= $as_of - 365",
            "never": "c.last_day IS NULL",
        },
    ),
    Filter("signed", {**_days("signed_up_day", 7, 30, 90, 365), "waiting": "c.signed_up_day <= $as_of - 14"}),
    Filter("moved", _days("stage_since", 7, 30, 90)),
    Filter(
        "reach",
        {
            **{f: f"c.customer_id IN (SELECT customer_id FROM reach WHERE {f})" for f in CHANNELS},
            "unproven": f"c.customer_id IN (SELECT customer_id FROM reach WHERE ({_UNPROVEN}) AND NOT ({_PROVEN}))",
            "none": f"c.customer_id NOT IN (SELECT customer_id FROM reach WHERE {_PROVEN} OR {_UNPROVEN})",
        },
        table="reach",
    ),
    Filter(
        "quality",
        {
            code: f"c.customer_id IN (SELECT c.customer_id FROM {QUALITY_TABLES} WHERE {condition})"
            for code, condition in QUALITY.items()
        },
        table="freshness",
    ),
    # Those whom a proposal that rests on the conclusion may be about.
    Filter(
        "conclusions",
        {
            "stage": "c.customer_id NOT IN (SELECT customer_id FROM objections WHERE stage)",
            "next_order": "c.customer_id NOT IN (SELECT customer_id FROM objections WHERE next_order OR rhythm)",
        },
        table="objections",
    ),
    Filter("origin", {"invented": "c.invented", "real": "NOT c.invented"}),
)
BY_NAME = {filter_.name: filter_ for filter_ in FILTERS}


def filter_sql(chosen: Mapping[str, Sequence[str]]) -> str:
    """The condition for the chosen codes; a code that a filter does not know is left out. `TRUE` without any."""
    conditions = []
    for name, codes in chosen.items():
        filter_ = BY_NAME.get(name)
        if filter_ is None:
            continue
        parts = [filter_.choices[code] for code in codes if code in filter_.choices]
        if parts:
            conditions.append("(" + " OR ".join(parts if filter_.many else parts[:1]) + ")")
    return " AND ".join(conditions) or "TRUE"
