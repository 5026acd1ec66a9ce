"""Somebody of whom the shop holds everything is erased: nothing of them is found again, and every figure stays."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.db import connection
from tests.cast import NOW
from tests.flows.everything import TRACES, bring_in
from tests.flows.looking import find_traces

from wraca.engine.generations import Generations
from wraca.engine.reader import reader_for
from wraca.jobs.deliver_messages import deliver_messages
from wraca.jobs.erase_customer import erase_customer, try_erasure
from wraca.jobs.erased_files import finish_files
from wraca.jobs.personal_tables import PERSONAL
from wraca.jobs.refresh import run_refresh
from wraca.refresh import STEPS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(tmp_path, monkeypatch, postgres_server):
    """A data folder of its own."""
    for name, folder in (("DATA", ""), ("LAKE_FOLDER", "lake"), ("GENERATIONS_FOLDER", "generations")):
        monkeypatch.setattr(django_settings, name, tmp_path / folder)
    return tmp_path


@pytest.fixture
def hers(house) -> int:
    return bring_in(house)


#: Of people who can be reached and of words about fields: the erased are not among them any more.
ABOUT_PEOPLE = {"reach", "joins", "field_pairs", "field_rates", "freshness", "identities"}


def reports() -> dict[str, list[dict]]:
    """Every table of the generation that tells of orders and of life with the shop."""
    reader = reader_for(django_settings.GENERATIONS_FOLDER, 512)
    names = [step.name for step in STEPS if reader.has(step.name) and step.name not in ABOUT_PEOPLE]
    found = {name: reader.select(f'SELECT * FROM "{name}" ORDER BY ALL') for name in names}
    for row in (*found["people"], *found["customers"]):
        # Where they live goes with them.
        del row["country"]
    return found


def test_nothing_of_the_person_is_found_again_and_every_figure_stays(hers, house):
    run_refresh(NOW)
    before = reports()
    # The search finds what it is to find, where there is something.
    assert {place.rpartition(": ")[2] for place in find_traces(TRACES, [house])} == set(TRACES)
    tried = try_erasure(hers, NOW)
    erased = erase_customer(hers, NOW)
    assert dict(erased.counts) == dict(tried.counts)
    assert (erased.emptied, erased.letter, erased.files) == (True, True, 2)
    assert deliver_messages(NOW).count("sent") == 1
    # This process reads the older generation still, and lets go of it with its next look.
    assert finish_files(NOW) == 0
    after = reports()
    assert finish_files(NOW) == 1
    assert find_traces(TRACES, [house]) == []
    assert len(Generations(django_settings.GENERATIONS_FOLDER).list_()) == 1
    assert after.keys() == before.keys()
    for name, rows in before.items():
        assert after[name] == rows, name


#: Columns of texts in which nothing of a person is: codes, words of the house, ids, and what stays by law. Whoever adds
#: a column says here that it is one of these, or has it hold something of hers in everything.py.
CODES = {
    "connectors_importchange": "place",
    "connectors_importreject": "reason values",
    "connectors_importrun": "error header kind source state undone",
    "connectors_upload": "path",
    "console_savedview": "page",
    "customers_consentrecord": "action channel purpose source",
    "customers_correction": "field told_by",
    "customers_customer": "country language postcode source",
    "customers_customersession": "way",
    "customers_duplicatekeys": "keys",
    "customers_duplicatepair": "decision rule",
    "customers_erasure": "counts customer_ids files made_at",
    "customers_fieldword": "source told_by",
    "customers_formofaddress": "gender source",
    "customers_handout": "digests way",
    "customers_identifier": "kind source",
    "customers_identifierlink": "proof",
    "customers_keepquestion": "way outcome",
    "customers_loginlink": "purpose",
    "customers_loginrequest": "language",
    "customers_merge": "fields rule",
    "customers_note": "kind",
    "customers_preference": "name source value",
    "django_session": "session_data session_key",
    "events_event": "kind source",
    "jobs_alert": "kind",
    "jobs_jobrun": "kind state step",
    "orders_order": "channel currency location number outside_id payment_state source",
    "orders_refund": "outside_id",
    "outbox_letter": "mail_from",
    "outbox_message": "about answer channel key kind language purpose reason state",
    "outbox_suppression": "channel evidence reason",
    "procrastinate_jobs": "lock queue_name queueing_lock task_name",
    "staff_auditentry": "action object_id object_kind",
    "surveys_answer": "source",
}


def columns_without_traces() -> set[str]:
    """Of the tables that hold people: columns of text or JSON in which nothing of hers stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = ANY(%s) AND data_type IN ('text', 'jsonb', 'ARRAY', 'character varying', 'inet')",
            [list(PERSONAL)],
        )
        bare = set()
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT string_agg("{column}"::text, chr(10)) FROM {table}')
            text = (cursor.fetchone()[0] or "").lower()
            if not any(trace.lower() in text for trace in TRACES):
                bare.add(f"{table}.{column}")
        return bare


def test_she_is_in_every_column_that_people_write_in(hers):
    expected = {f"{table}.{column}" for table, columns in CODES.items() for column in columns.split()}
    assert sorted(columns_without_traces()) == sorted(expected)


def test_each_table_that_holds_people_is_touched(hers):
    kept = {"customers_erasure", "customers_handout", "orders_customersummary"}
    assert set(PERSONAL) - set(try_erasure(hers, NOW).counts) == kept
