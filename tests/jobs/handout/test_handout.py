"""Nothing that is held of somebody is missing from what they are handed, and nobody else is in it."""

from __future__ import annotations

import hashlib
import html
import importlib
import json
import re

import pytest
from tests import cast
from tests.jobs.handout.everything import EMAIL, list_written_columns, make_everything

from wraca.connectors.models import ImportReject
from wraca.customers.identity.models import IdentifierLink
from wraca.customers.models import Customer, Handout
from wraca.jobs.export_customer import HandedOut, gather, hand_out
from wraca.jobs.handout.left_out import LEFT_OUT
from wraca.jobs.handout.page import MOST_RECORDS, Teller, find_style, policy_of, write_page
from wraca.jobs.handout.words import LABELS, SECTIONS
from wraca.jobs.personal_tables import PERSONAL
from wraca.kit.errors import InvalidInput
from wraca.messages.models import Message, MessageBody
from wraca.staff.models import AuditEntry

MARK = re.compile(r"mk-[a-z_-]+[a-z]")
EXPORTED = {table: held.exported_by for table, held in PERSONAL.items() if held.exported_by}
#: Codes of ours and words shared by all: their column is in the JSON as they are, on the page in the reader's language.
CODES = frozenset(
    {"action", "channel", "country", "currency", "decision", "field", "gender", "kind", "language", "payment_state"}
    | {"outcome", "place", "proof", "purpose", "reason", "source", "state", "told_by", "way"}
)


@pytest.fixture
def shop(db, tmp_path, settings) -> None:
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    cast.load_cast()


@pytest.fixture
def handed(shop) -> HandedOut:
    return hand_out(make_everything().pk, cast.NOW, way="command")


def test_each_exporter_is_there():
    for module in set(EXPORTED.values()):
        assert [name for name in dir(importlib.import_module(module)) if name.startswith("export_")] != [], module


def test_every_marker_is_in_both_files(handed):
    json_text, page = handed.files["json"].decode(), html.unescape(handed.files["page"].decode())
    written = list_written_columns(EXPORTED)
    markers = {
        column: set(MARK.findall(" ".join(texts))) for column, texts in written.items() if column not in LEFT_OUT
    }
    missing = {
        column: found for column, texts in markers.items() if (found := {t for t in texts if t not in json_text})
    }
    assert missing == {}
    # A letter's own look is for programs: the page has its text.
    unread = {column: found for column, texts in markers.items() if (found := {t for t in texts if t not in page})}
    assert unread == {"outbox_messagebody.html": {"mk-body-html"}}


def test_every_written_column_holds_something_of_the_person(handed):
    """Else the test above passes because nothing was there."""
    written = list_written_columns(EXPORTED)
    empty = [
        column
        for column, texts in written.items()
        if column not in LEFT_OUT and column.split(".")[1] not in CODES and not any(map(MARK.search, texts))
    ]
    # An address of the network, a number, and which field is of which record: told in the test of numbers below.
    assert empty == ["customers_consenttrace.address", "customers_customer.phone", "customers_merge.fields"]


def test_codes_are_in_the_json(handed):
    values = {str(value) for value in _leaves(json.loads(handed.files["json"]))}
    written = list_written_columns(EXPORTED)
    mine = {c: texts for c, texts in written.items() if c.split(".")[1] in CODES and any(map(MARK.search, texts))}
    for column, texts in mine.items():
        assert [text for text in texts if MARK.search(text) and text not in values] == [], column


def _leaves(value: object):
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def test_numbers_and_days_are_in_the_json(handed):
    told = json.loads(handed.files["json"])
    canonical, member = told["person"]["customer_ids"]
    assert (told["format"], told["version"], told["person"]["id"]) == ("wraca.person", 1, canonical)
    first, second = told["customers"]
    assert (first["id"], second["id"]) == (canonical, member)
    assert (first["birth_date"], first["phone"], first["country"]) == ("1987-03-04", "+48600700800", "IS")
    assert told["consents"][0]["from_address"] == "10.1.2.3"
    assert told["merges"][0]["fields"] == {"email": canonical}
    assert told["orders"][0]["total_minor"] == 100
    assert {row["address"] for row in told["suppressions"]} == {EMAIL}


def test_nobody_else_is_in_it(handed):
    told = handed.files["json"].decode() + handed.files["page"].decode()
    others = Customer.objects.exclude(outside_id="member").exclude(pk=handed.proof.customer_id)
    words = {word for row in others.values_list("given_name", "family_name", "email") for word in row if word}
    assert [word for word in sorted(words) if re.search(rf"\b{re.escape(word)}\b", told)] == []
    assert "Obcy" in words
    # Numbers of staff: 77 in all that was made.
    assert "77" not in {str(value) for value in _leaves(json.loads(handed.files["json"])) if not isinstance(value, str)}


def test_letter_to_a_shared_address_that_was_another_customers_is_not_handed_out(shop):
    person, ela = make_everything(), Customer.objects.get(outside_id="ela")
    told = {"purpose": "service", "channel": "email", "kind": "note", "language": "pl"}
    told |= {"created_at": cast.NOW, "due_at": cast.NOW}
    for key, owner in (("theirs", ela.pk), ("nobodys", None)):
        message = Message.objects.create(**told, customer_id=owner, address=EMAIL, key=key, fingerprint=b"f" * 32)
        MessageBody.objects.create(message=message, text=f"text {key}")
    texts = [row["text"] for row in gather(person.pk, cast.NOW).sections["messages"]]
    assert texts == ["mk-body-text", "text nobodys"]


@pytest.mark.parametrize("written", [f"m{EMAIL}", f"x.{EMAIL}", f"{EMAIL}.example", "+48600700800"])
def test_refused_row_of_somebody_alike_is_not_handed_out(shop, written):
    """`arek@wp.pl` is the end of `marek@wp.pl`, and anybody can type a telephone into their page."""
    person = make_everything()
    row = ImportReject.objects.get()
    row.raw = [["Marek", written]]
    row.save()
    assert gather(person.pk, cast.NOW).sections["rejected_rows"] == []


@pytest.mark.parametrize("raw", [[["Ela", EMAIL.upper()]], json.dumps({"email": EMAIL}), [[f"Ela <{EMAIL}>"]]])
def test_refused_row_is_handed_out_to_whom_the_address_is_proven(shop, raw):
    person = make_everything()
    ImportReject.objects.update(raw=raw)
    assert [row["raw"] for row in gather(person.pk, cast.NOW).sections["rejected_rows"]] == [raw]
    IdentifierLink.objects.filter(identifier__value=EMAIL).update(proof="claimed")
    sections = gather(person.pk, cast.NOW).sections
    assert (sections["rejected_rows"], sections["suppressions"]) == ([], [])


def test_letter_that_opens_something_is_handed_out_without_its_text(shop):
    person = make_everything()
    Message.objects.filter(customer_id=person.pk).update(secret=True)
    [row] = gather(person.pk, cast.NOW).sections["messages"]
    assert (row["subject"], row["text"], row["html"]) == ("mk-message-subject", None, None)


def test_member_merged_away_gets_the_whole_person(shop):
    person = make_everything()
    other = Customer.objects.get(outside_id="member")
    assert gather(other.pk, cast.NOW).as_json() == gather(person.pk, cast.NOW).as_json()


def test_proof_keeps_who_when_and_fingerprints_and_no_contents(shop):
    person = make_everything()
    handed = hand_out(person.pk, cast.NOW, way="console", by=None)
    proof = Handout.objects.latest("id")
    assert (proof.customer_id, proof.at, proof.way, set(proof.digests)) == (
        person.pk,
        cast.NOW,
        "console",
        {"json", "page"},
    )
    assert proof.digests["json"] == hashlib.sha256(handed.files["json"]).hexdigest()
    deed = AuditEntry.objects.get(action="customer.handed_out")
    assert (deed.object_id, deed.details) == (str(person.pk), {"handout": proof.pk})


def test_unknown_customer_is_refused(shop):
    with pytest.raises(InvalidInput):
        hand_out(999_999, cast.NOW, way="command")
    assert Handout.objects.count() == 0


@pytest.mark.parametrize("language", ["pl", "en"])
def test_markup_stays_text_and_policy_allows_the_own_look_alone(shop, language):
    ela = Customer.objects.get(outside_id="ela")
    Customer.objects.filter(pk=ela.pk).update(given_name='<script src="//x"></script>', city="=HYPERLINK(1)")
    page = write_page(gather(ela.pk, cast.NOW), language)
    assert page.count("<script") == 0
    assert f'lang="{language}"' in page
    assert html.escape(policy_of(find_style())) in page or policy_of(find_style()) in html.unescape(page)
    assert re.findall(r"(?:src|href)=\"(?!#)", page) == []


def test_page_says_how_many_records_are_left_out(shop, monkeypatch):
    assert MOST_RECORDS == 2000
    monkeypatch.setattr("wraca.jobs.handout.page.MOST_RECORDS", 1)
    ela = Customer.objects.get(outside_id="ela")
    document = gather(ela.pk, cast.NOW)
    # Ela has two orders: the newest is shown.
    page = write_page(document, "en")
    assert "The latest 1; 1 more is in the file for programs (JSON)." in page
    assert "e2" in page


def test_every_section_has_a_place_on_the_page_and_every_column_a_label(handed, shop):
    document = gather(handed.proof.customer_id, cast.NOW)
    assert set(SECTIONS) == set(document.sections)
    parts = {"lines", "refunds", "cancellations"}
    names = {name for rows in document.sections.values() for row in rows for name in row} - parts
    assert sorted(names - set(LABELS)) == ["gap_squares", "spent_squares", "valued_days", "valued_minor"]


def test_values_are_told_in_words():
    teller = Teller("PLN")
    assert [teller.tell("x", value) for value in (None, "", [], {}, True, 2, 0)] == ["", "", "", "", "yes", "2", "0"]
    assert teller.tell("total_minor", 123456).replace("\xa0", " ") == "PLN1,234.56"
    assert teller.tell("told", ["name", "phone"]) == "Name, Telephone"
