"""Who may be written to: the table of the generation says what the page of each person says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.cast import NOW, load_cast

from wraca.console.customers import person_queries
from wraca.customers.facts import CONSENTS
from wraca.customers.models import ConsentRecord, Customer
from wraca.customers.queries import list_consents
from wraca.customers.steps import CHANNELS, REACH
from wraca.engine.duckdb_engine import DuckDBEngine, arrow_schema, read_table, write_table
from wraca.engine.reader import reader_for
from wraca.jobs.refresh import run_refresh
from wraca.lifecycle.steps.days import CLOCK_SCHEMA

TODAY = date(2026, 11, 22)
words = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.sampled_from(["marketing", "research"]),
        st.sampled_from(["email", "sms"]),
        # 0 is today, -1 still to come.
        st.integers(-1, 2),
        st.booleans(),
    ),
    max_size=12,
)


def reached(rows: list[tuple]) -> dict[int, set[str]]:
    """Customer -> channels, by the step."""
    table = pa.Table.from_pylist(
        [
            {
                "consent_id": at,
                "customer_id": customer,
                "purpose": purpose,
                "channel": channel,
                "at": datetime(2026, 11, 22) - timedelta(days=ago),  # noqa: DTZ001 (the lake's timestamps mean UTC)
                "local_day": TODAY - timedelta(days=ago),
                "withdrawn": withdrawn,
            }
            for at, (customer, purpose, channel, ago, withdrawn) in enumerate(rows)
        ],
        arrow_schema(CONSENTS.schema),
    )
    clock = pa.table({"as_of": [TODAY], "complete_until": [TODAY - timedelta(days=1)], "zone": ["UTC"]})
    with TemporaryDirectory() as name:
        folder = Path(name)
        tables = {
            "lake_consents": write_table(CONSENTS.schema, table, folder / "consents"),
            "clock": write_table(CLOCK_SCHEMA, clock, folder / "clock"),
        }
        made = read_table(DuckDBEngine(512).run(REACH, tables, folder / "reach")).to_pylist()
    return {row["customer_id"]: {name for name in CHANNELS if row[name]} for row in made}


def last_words(rows: list[tuple]) -> dict[int, set[str]]:
    """The rule in other words: of what was said at the last moment, nothing is a withdrawal."""
    known = [row for row in rows if row[1] == "marketing" and row[3] >= 0]
    found: dict[int, set[str]] = {row[0]: set() for row in known}
    for customer, channel in {(row[0], row[2]) for row in known}:
        own = [row for row in known if (row[0], row[2]) == (customer, channel)]
        last = min(row[3] for row in own)
        if not any(row[4] for row in own if row[3] == last):
            found[customer].add(channel)
    return found


@hypothesis_settings(max_examples=25, deadline=None)
@given(words)
def test_reach_is_the_last_word_and_a_withdrawal_wins_a_tie(rows):
    assert reached(rows) == last_words(rows)


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
        person.pk: {r.channel for r in person_queries.list_consents(person.pk) if r.action != "withdrawn"}
        for person in people
    }


def test_channels_are_those_of_the_records():
    assert CHANNELS == ConsentRecord.CHANNELS
