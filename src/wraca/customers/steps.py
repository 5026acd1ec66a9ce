"""Who may be written to, and how: the fold of consents (consents/fold.py) for everybody at once."""

from __future__ import annotations

from datetime import datetime

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanValue, Table

from wraca.customers.consents.fold import joins_of
from wraca.customers.identity.steps import of_people
from wraca.engine.schema import Schema
from wraca.engine.steps import Fit, Step

#: What a consent must be for.
MARKETING = "marketing"
#: As `ConsentRecord` has them; a step must be importable without Django.
CHANNELS = ("email", "sms", "phone", "push", "messenger", "post")
#: Where a lake filled by hand does not tell when two became one, nobody ever spoke for the other.
_NEVER = datetime(9999, 12, 31)  # noqa: DTZ001 (the lake's timestamps mean UTC)
_JOINS = Schema(
    {"customer_id": "int64", "other_id": "int64", "joined_at": "timestamp"}, key=("customer_id", "other_id")
)


def list_joins(merged_away: pa.Table) -> pa.Table:
    """Every two customers who are one person, both ways, and since when."""
    merges = [
        (row["customer_id"], row["merged_into"] or row["canonical_id"], row["merged_at"] or _NEVER)
        for row in merged_away.to_pylist()
    ]
    joins = sorted((*pair, at) for pair, at in joins_of(merges).moments.items())
    kinds = pa.schema([("customer_id", pa.int64()), ("other_id", pa.int64()), ("joined_at", pa.timestamp("us"))])
    return pa.Table.from_pylist([dict(zip(kinds.names, row, strict=True)) for row in joins], schema=kinds)


JOINS = Fit("joins", ("merged_away",), _JOINS, list_joins)


def build_reach(lake_consents: Table, merged_away: Table, joins: Table, clock: Table) -> Table:
    """One row a person who ever spoke of a channel, as `consents.fold` has it by the end of the day.

    `email` says that there is a consent with proof, `email_unproven` that there is only a flag which came with an
    import: never both. It says nothing of an address: the lake holds none.
    """
    said = lake_consents.filter(
        lake_consents.purpose == MARKETING,
        lake_consents.channel.isin(CHANNELS),
        lake_consents.local_day <= clock.as_of.max().as_scalar(),
        ~lake_consents.awaits_confirmation,
    )
    words = _last_words(said)
    rows = of_people(_judged(words, _heard(words, joins)), merged_away)
    of_channels = rows.group_by("customer_id", "channel").agg(
        held=rows.held.max(), stands=rows.stands.max(), agreed=rows.agreed.max()
    )
    given = (of_channels.held == 0) & (of_channels.agreed == 1)
    proven = (given & (of_channels.stands == 1)).cast("int64")
    unproven = (given & (of_channels.stands == 0)).cast("int64")
    counted = of_channels.group_by("customer_id").agg(
        **{name: proven.max(where=of_channels.channel == name) for name in CHANNELS},
        **{f"{name}_unproven": unproven.max(where=of_channels.channel == name) for name in CHANNELS},
    )
    return counted.select("customer_id", **{name: counted[name].fill_null(0) > 0 for name in _COLUMNS})


def _last_words(said: Table) -> Table:
    """The last word of each sort, by customer, channel and source: earlier ones change nothing."""
    moment, proven, no = said["at"], said.proven, said.withdrawn
    return said.group_by("customer_id", "channel", "source").agg(
        proof=moment.max(where=proven & ~no),
        flag=moment.max(where=~proven & ~no),
        proof_off=moment.max(where=proven & no),
        flag_off=moment.max(where=~proven & no),
        off=moment.max(where=no),
    )


def _heard(words: Table, joins: Table) -> Table:
    """By customer and channel, the last consent with proof and the last withdrawal that were said for them: by them, or
    by another who was one person with them by then."""
    own = words.group_by("customer_id", "channel").agg(proof=words.proof.max(), off=words.off.max())
    pairs = joins.select(by_id=joins.customer_id, other_id=joins.other_id, joined_at=joins.joined_at)
    told = own.inner_join(pairs, own.customer_id == pairs.by_id)
    none = ibis.null("timestamp")
    others = told.select(
        customer_id=told.other_id,
        channel=told.channel,
        proof=ibis.ifelse(told.proof >= told.joined_at, told.proof, none),
        off=ibis.ifelse(told.off >= told.joined_at, told.off, none),
    )
    both = own.union(others)
    heard = both.group_by("customer_id", "channel").agg(proof=both.proof.max(), off=both.off.max())
    return heard.select(for_id=heard.customer_id, on=heard.channel, heard_proof=heard.proof, heard_off=heard.off)


def _judged(words: Table, heard: Table) -> Table:
    """Whether a withdrawal is unanswered (held), a consent with proof stands, and there is any consent (agreed)."""
    w = words.left_join(heard, [words.customer_id == heard.for_id, words.channel == heard.on])
    proof_off_held = w.proof_off.notnull() & ~_after(w.heard_proof, w.proof_off)
    flag_off_held = w.flag_off.notnull() & ~_after(w.heard_proof, w.flag_off) & ~_after(w.flag, w.flag_off)
    return w.select(
        customer_id=w.customer_id,
        channel=w.channel,
        held=(proof_off_held | flag_off_held).cast("int64"),
        stands=(w.proof.notnull() & (w.heard_off.isnull() | _after(w.proof, w.heard_off))).cast("int64"),
        agreed=(w.proof.notnull() | w.flag.notnull()).cast("int64"),
    )


def _after(one: ibis.Value, other: ibis.Value) -> BooleanValue:
    """Strictly: of two words at one moment, the withdrawal wins. False where either is unknown."""
    return (one > other).fill_null(False)


_COLUMNS = (*CHANNELS, *(f"{name}_unproven" for name in CHANNELS))
REACH = Step(
    "reach",
    ("lake_consents", "merged_away", "joins", "clock"),
    Schema({"customer_id": "int64", **dict.fromkeys(_COLUMNS, "boolean")}, key=("customer_id",)),
    build_reach,
)
