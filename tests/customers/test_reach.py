"""Who may be written to: the table of the generation says what the fold says, and what the page of each person says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from django.conf import settings
from tests.cast import NOW, load_cast

from wraca.customers.consents.erase import erasing_consents
from wraca.customers.consents.fold import CONFIRMED, GIVEN, WITHDRAWN, Said, fold, joins_of
from wraca.customers.facts import CONSENTS
from wraca.customers.identity.people import Forest
from wraca.customers.identity.steps import MERGED_AWAY
from wraca.customers.models import ConsentRecord, Customer
from wraca.customers.queries import list_consents
from wraca.customers.steps import CHANNELS, JOINS, REACH
from wraca.engine.duckdb_engine import DuckDBEngine, arrow_schema, read_table, write_table
from wraca.engine.reader import reader_for
from wraca.jobs import merge_customers
from wraca.jobs.refresh import run_refresh
from wraca.lifecycle.steps.days import CLOCK_SCHEMA

TODAY = date(2026, 11, 22)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
#: Customers who may become one person, and how many such groups.
GROUP, GROUPS = 4, 700
#: (from, into, at).
Merges = list[tuple[int, int, datetime]]
#: Person -> channel -> whether with proof.
Reach = dict[int, dict[str, bool]]


def invent(seed: int) -> tuple[list[Said], Merges]:
    dice = Random(seed)
    said, merges = [], []
    for first in range(1, GROUP * GROUPS, GROUP):
        members = range(first, first + GROUP)
        said += [invent_word(dice, members) for _ in range(dice.randrange(7))]
        forest = Forest({})
        for ago in sorted((dice.randrange(1, 6) for _ in range(dice.randrange(3))), reverse=True):
            one, other = dice.sample(members, 2)
            if (start := forest.root(one)) != (end := forest.root(other)):
                forest = forest.merged(one, other)
                merges.append((start, end, MIDNIGHT - timedelta(days=ago)))
    return said, merges


def invent_word(dice: Random, members: Sequence[int]) -> Said:
    action = dice.choice([GIVEN, GIVEN, CONFIRMED, WITHDRAWN])
    return Said(
        dice.choice(members),
        dice.choice(["marketing", "marketing", "marketing", "research"]),
        dice.choice(["email", "email", "sms"]),
        action,
        MIDNIGHT - timedelta(days=dice.randrange(-1, 6)),
        dice.choice(["form", "shop"]),
        dice.random() < 0.5,
        action == GIVEN and dice.random() < 0.2,
    )


def by_fold(said: Sequence[Said], merges: Merges) -> Reach:
    forest = Forest({start: end for start, end, _ in merges})
    words: dict[int, list[Said]] = {}
    for word in said:
        counts = word.purpose == "marketing" and word.at <= MIDNIGHT and not word.awaits_confirmation
        if counts:
            words.setdefault(forest.root(word.customer_id), []).append(word)
    joins = joins_of(merges)
    return {
        person: {channel: state.proven for (_, channel), state in fold(own, joins).items() if state.given}
        for person, own in words.items()
    }


def by_step(said: Sequence[Said], merges: Merges, folder: Path) -> Reach:
    forest = Forest({start: end for start, end, _ in merges})
    consents = [
        {
            "consent_id": number,
            "customer_id": word.customer_id,
            "purpose": word.purpose,
            "channel": word.channel,
            "at": word.at.replace(tzinfo=None),
            "local_day": word.at.date(),
            "withdrawn": word.is_withdrawal,
            "proven": word.proven,
            "awaits_confirmation": word.awaits_confirmation,
            "source": word.source,
        }
        for number, word in enumerate(said)
    ]
    away = [
        {
            "customer_id": start,
            "canonical_id": forest.root(start),
            "merged_into": end,
            "merged_at": at.replace(tzinfo=None),
        }
        for start, end, at in merges
    ]
    clock = pa.table({"as_of": [TODAY], "complete_until": [TODAY - timedelta(days=1)], "zone": ["UTC"]})
    tables = {
        "lake_consents": write_table(CONSENTS.schema, _arrow(consents, CONSENTS.schema), folder / "consents"),
        "merged_away": write_table(MERGED_AWAY.schema, _arrow(away, MERGED_AWAY.schema), folder / "merged_away"),
        "clock": write_table(CLOCK_SCHEMA, clock, folder / "clock"),
    }
    engine = DuckDBEngine(512)
    tables["joins"] = engine.run(JOINS, tables, folder / "joins")
    return reach_in(read_table(engine.run(REACH, tables, folder / "reach")).to_pylist())


def _arrow(rows: list[dict], schema: object) -> pa.Table:
    return pa.Table.from_pylist(rows, arrow_schema(schema))


def reach_in(rows: Sequence[Mapping]) -> Reach:
    assert not any(row[name] and row[f"{name}_unproven"] for row in rows for name in CHANNELS)
    return {
        row["customer_id"]: {name: row[name] for name in CHANNELS if row[name] or row[f"{name}_unproven"]}
        for row in rows
    }


@pytest.mark.parametrize("merging", [False, True])
def test_reach_is_the_fold_of_everybody(tmp_path, merging):
    said, merges = invent(20261122)
    merges = merges if merging else []
    expected = by_fold(said, merges)
    # Every sort of answer is among them.
    assert {tuple(sorted(channels.items())) for channels in expected.values()} >= {
        *((), (("email", True),), (("email", False),), (("email", True), ("sms", False))),
    }
    assert by_step(said, merges, tmp_path) == expected


@pytest.mark.django_db(transaction=True)
def test_reach_agrees_with_what_each_person_s_page_says(tmp_path, monkeypatch, postgres_server):
    monkeypatch.setattr(settings, "LAKE_FOLDER", tmp_path / "lake")
    monkeypatch.setattr(settings, "GENERATIONS_FOLDER", tmp_path / "generations")
    load_cast()
    with erasing_consents():
        ConsentRecord.objects.all().delete()
    ada, bruno = Customer.objects.get(outside_id="ada"), Customer.objects.get(outside_id="bruno")
    hour = timedelta(hours=1)
    # Ada confirmed what she gave, took sms back at the very moment she gave it, and was asked by messenger.
    say(ada, "email", "given", NOW - 3 * hour)
    say(ada, "email", "confirmed", NOW - 2 * hour)
    say(ada, "sms", "withdrawn", NOW - 2 * hour)
    say(ada, "sms", "given", NOW - 2 * hour)
    say(ada, "push", "given", NOW - 2 * hour, proven=False)
    say(ada, "phone", "given", NOW - 2 * hour, purpose="research")
    say(ada, "messenger", "given", NOW - 2 * hour, awaits_confirmation=True)
    say(bruno, "email", "given", NOW - 3 * hour)
    say(bruno, "email", "withdrawn", NOW - 2 * hour)
    run_refresh(NOW)
    assert generation() == {ada.pk: {"email": True, "push": False}, bruno.pk: {}} == by_queries(ada, bruno)

    # A later word reaches the lake, and so does an erasure. One person now: what either took back holds.
    say(bruno, "post", "given", NOW - hour)
    with erasing_consents():
        ConsentRecord.objects.filter(customer=ada, channel="push").delete()
    merge = merge_customers.merge(bruno.pk, ada.pk, now=NOW - hour)
    run_refresh(NOW)
    assert generation() == {ada.pk: {"post": True}} == by_queries(ada)

    # Until they say it again; parted, it is the word of the one it was heard from.
    say(ada, "email", "given", NOW)
    assert by_queries(ada) == {ada.pk: {"email": True, "post": True}}
    assert by_queries(bruno)[bruno.pk] == by_queries(ada)[ada.pk]
    merge_customers.undo(merge.pk, now=NOW)
    run_refresh(NOW)
    assert generation() == {ada.pk: {"email": True}, bruno.pk: {"post": True}} == by_queries(ada, bruno)


def say(customer: Customer, channel: str, action: str, at: datetime, *, proven: bool = True, **values: object) -> None:
    source = f"{action} {channel}"
    ConsentRecord.objects.create(
        customer=customer, channel=channel, action=action, at=at, source=source, proven=proven, **values
    )


def generation() -> Reach:
    return reach_in(reader_for(settings.GENERATIONS_FOLDER).select("SELECT * FROM reach"))


def by_queries(*people: Customer) -> Reach:
    return {
        person.pk: {c.channel: c.proven for c in list_consents(person.pk) if c.given and c.purpose == "marketing"}
        for person in people
    }


def test_channels_are_those_of_the_records():
    assert CHANNELS == ConsentRecord.CHANNELS
