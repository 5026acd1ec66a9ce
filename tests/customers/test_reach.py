"""Who may be written to: the table of the generation says what the page of each person says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest
from django.conf import settings
from tests.cast import NOW, load_cast

from wraca.console.customers import person_queries
from wraca.customers.facts import CONSENTS
from wraca.customers.identity.steps import MERGED_AWAY
from wraca.customers.models import ConsentRecord, Customer
from wraca.customers.queries import list_consents
from wraca.customers.steps import CHANNELS, REACH
from wraca.engine.duckdb_engine import DuckDBEngine, arrow_schema, read_table, write_table
from wraca.engine.reader import reader_for
from wraca.engine.schema import TableFiles
from wraca.jobs.refresh import run_refresh
from wraca.lifecycle.steps.days import CLOCK_SCHEMA

TODAY = date(2026, 11, 22)
#: Purpose, days ago (0 is today, -1 still to come), whether withdrawn.
WORDS = list(product(["marketing", "research"], [-1, 0, 1], [False, True]))
#: One customer each: everything that can be said in one to three words of a channel.
CUSTOMERS = [words for n in (1, 2, 3) for words in product(WORDS, repeat=n)]


def reached(folder: Path, merged: dict[int, int] | None = None) -> dict[int, set[str]]:
    """Person -> channels, by the step; every word is of e-mail. merged: customer -> canonical customer."""
    rows = [(who, *word) for who, words in enumerate(CUSTOMERS) for word in words]
    table = pa.Table.from_pylist(
        [
            {
                "consent_id": at,
                "customer_id": customer,
                "purpose": purpose,
                "channel": "email",
                "at": datetime(2026, 11, 22) - timedelta(days=ago),  # noqa: DTZ001 (the lake's timestamps mean UTC)
                "local_day": TODAY - timedelta(days=ago),
                "withdrawn": withdrawn,
            }
            for at, (customer, purpose, ago, withdrawn) in enumerate(rows)
        ],
        arrow_schema(CONSENTS.schema),
    )
    clock = pa.table({"as_of": [TODAY], "complete_until": [TODAY - timedelta(days=1)], "zone": ["UTC"]})
    tables = {
        "lake_consents": write_table(CONSENTS.schema, table, folder / "consents"),
        "merged_away": _merged_away(merged or {}, folder),
        "clock": write_table(CLOCK_SCHEMA, clock, folder / "clock"),
    }
    made = read_table(DuckDBEngine(512).run(REACH, tables, folder / "reach")).to_pylist()
    return {row["customer_id"]: {name for name in CHANNELS if row[name]} for row in made}


def _merged_away(merged: dict[int, int], folder: Path) -> TableFiles:
    rows = [{"customer_id": away, "canonical_id": stands} for away, stands in merged.items()]
    table = pa.Table.from_pylist(rows, arrow_schema(MERGED_AWAY.schema))
    return write_table(MERGED_AWAY.schema, table, folder / "merged_away")


def last_word(words: tuple[tuple, ...]) -> set[str] | None:
    """The rule in other words: of what was said at the last moment, nothing is a withdrawal. None: nothing was."""
    known = [(ago, withdrawn) for purpose, ago, withdrawn in words if purpose == "marketing" and ago >= 0]
    if not known:
        return None
    return set() if (min(known)[0], True) in known else {"email"}


def test_reach_is_the_last_word_and_a_withdrawal_wins_a_tie(tmp_path):
    expected = {who: last_word(words) for who, words in enumerate(CUSTOMERS)}
    assert reached(tmp_path) == {who: channels for who, channels in expected.items() if channels is not None}


@pytest.mark.django_db(transaction=True)
def test_reach_agrees_with_what_each_person_s_page_says(tmp_path, monkeypatch, postgres_server):
    monkeypatch.setattr(settings, "LAKE_FOLDER", tmp_path / "lake")
    monkeypatch.setattr(settings, "GENERATIONS_FOLDER", tmp_path / "generations")
    load_cast()
    ConsentRecord.objects.all().delete()
    ada, bruno = Customer.objects.get(outside_id="ada"), Customer.objects.get(outside_id="bruno")
    hour = timedelta(hours=1)
    # Ada confirmed what she gave, and took sms back at the very moment she gave it; a flag without proof is one.
    say(ada, "email", "given", NOW - 2 * hour)
    say(ada, "email", "confirmed", NOW - hour)
    say(ada, "sms", "withdrawn", NOW - hour)
    say(ada, "sms", "given", NOW - hour)
    say(ada, "push", "given", NOW - hour, proven=False)
    say(ada, "phone", "given", NOW - hour, purpose="research")
    say(bruno, "email", "given", NOW - 2 * hour)
    say(bruno, "email", "withdrawn", NOW - hour)
    run_refresh(NOW)
    assert generation() == {ada.pk: {"email", "push"}, bruno.pk: set()} == by_queries(ada, bruno) == by_page(ada, bruno)

    # A later word reaches the lake, and so does a deletion.
    say(bruno, "post", "given", NOW)
    ConsentRecord.objects.filter(customer=ada, channel="push").delete()
    run_refresh(NOW)
    assert generation() == {ada.pk: {"email"}, bruno.pk: {"post"}} == by_queries(ada, bruno)


def say(customer: Customer, channel: str, action: str, at: datetime, **values: object) -> None:
    source = f"{action} {channel}"
    ConsentRecord.objects.create(customer=customer, channel=channel, action=action, at=at, source=source, **values)


def generation() -> dict[int, set[str]]:
    rows = reader_for(settings.GENERATIONS_FOLDER).select("SELECT * FROM reach")
    return {row["customer_id"]: {name for name in CHANNELS if row[name]} for row in rows}


def by_queries(*people: Customer) -> dict[int, set[str]]:
    return {
        person.pk: {c.channel for c in list_consents(person.pk) if c.given and c.purpose == "marketing"}
        for person in people
    }


def by_page(*people: Customer) -> dict[int, set[str]]:
    return {
        person.pk: {r.channel for r in person_queries.list_consents([person.pk]) if r.action != "withdrawn"}
        for person in people
    }


def test_channels_are_those_of_the_records():
    assert CHANNELS == ConsentRecord.CHANNELS


def test_withdrawal_of_any_member_holds_for_the_person(tmp_path):
    alone = reached(tmp_path / "alone")
    # Each is merged into the next but one.
    merged = {who: who + 2 for who in range(0, len(CUSTOMERS) - 2, 4)}
    together = reached(tmp_path / "together", merged)
    expected = dict(alone)
    for away, stands in merged.items():
        said = [expected.pop(who) for who in (away, stands) if who in alone]
        if said:
            expected[stands] = set.intersection(*said)
    assert together == expected
