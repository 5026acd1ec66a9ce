"""Erasures: who goes whole, who comes back, two at once, imports beside, a backup from before."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from tests.cast import NOW, SOURCE, at, load_cast, order

from wraca.connectors.importing import ImportOptions, import_file
from wraca.connectors.models import ImportReject
from wraca.customers.actions import record_customers
from wraca.customers.consents.actions import Trace, record_consent
from wraca.customers.consents.wordings import require_wording
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import ConsentRecord, Customer
from wraca.customers.notes.models import Note
from wraca.customers.queries import search_customers
from wraca.customers.rights.models import Erasure
from wraca.customers.sign_up.actions import record_form, record_sign_up
from wraca.events.models import Event
from wraca.jobs import merge_customers
from wraca.jobs.deliver_messages import deliver_messages
from wraca.jobs.erase_customer import erase_customer, try_erasure
from wraca.jobs.erasure_list import FILE, list_erased, note_erasures
from wraca.jobs.replay_erasures import replay_erasures
from wraca.jobs.sign_ups import ask_to_confirm
from wraca.kit.clock import now
from wraca.kit.errors import Conflict, InvalidInput
from wraca.messages.models import Letter, Message
from wraca.messages.queries import list_suppressions
from wraca.orders.actions import record_orders
from wraca.orders.models import CustomerSummary, Order
from wraca.shop.models import Shop


@pytest.fixture
def cast(db, tmp_path, monkeypatch) -> dict[str, int]:
    return _opened(tmp_path, monkeypatch)


@pytest.fixture
def open_cast(transactional_db, tmp_path, monkeypatch) -> dict[str, int]:
    """For tests with several connections."""
    return _opened(tmp_path, monkeypatch)


def _opened(tmp_path, monkeypatch) -> dict[str, int]:
    monkeypatch.setattr(django_settings, "DATA", tmp_path)
    load_cast()
    return dict(Customer.objects.values_list("outside_id", "id"))


def rows_of(outside_id: str) -> int:
    return Customer.objects.filter(outside_id=outside_id).count()


def test_a_dry_run_keeps_everything(cast, tmp_path):
    before = Customer.objects.get(pk=cast["bruno"]), Event.objects.count(), Message.objects.count()
    tried = try_erasure(cast["bruno"], NOW)
    assert (tried.erasure_id, tried.emptied, tried.counts["customers_customer"]) == (None, True, 1)
    assert (Customer.objects.get(pk=cast["bruno"]), Event.objects.count(), Message.objects.count()) == before
    assert not Erasure.objects.exists()
    assert not (tmp_path / FILE).exists()


def test_who_has_orders_stays_as_a_number(cast):
    erase_customer(cast["bruno"], NOW)
    bruno = Customer.objects.get(pk=cast["bruno"])
    assert bruno.outside_id.startswith("erased-")
    assert (bruno.given_name, bruno.email, bruno.city, bruno.country, bruno.traits) == ("", "", "", "", {})
    assert (bruno.source, bruno.erased_at, bruno.signed_up_at) == (SOURCE, NOW, at(1, 2))
    assert Order.objects.get(outside_id="b1").customer_id == bruno.pk
    assert CustomerSummary.objects.get(pk=bruno.pk).spent_minor == 10_000
    assert search_customers("Bruno") == search_customers("bruno@example.com") == search_customers(str(bruno.pk)) == []


def test_who_has_neither_orders_nor_proven_consents_goes_whole(cast):
    erased = erase_customer(cast["ada"], NOW)
    assert (erased.emptied, erased.counts["customers_customer"]) == (False, 1)
    assert not Customer.objects.filter(pk=cast["ada"]).exists()
    assert not ConsentRecord.objects.filter(customer_id=cast["ada"]).exists()


def test_proof_of_a_consent_stays_without_the_rest(cast):
    wording = require_wording("marketing", "email", "pl", shop_name="Sklepik", now=at(1, 5))
    record_consent(cast["ada"], wording, source="form", now=at(1, 6), form_url="https://a.example", evidence={"a": 1})
    assert erase_customer(cast["ada"], NOW).emptied
    kept = ConsentRecord.objects.get(customer_id=cast["ada"])
    assert (kept.action, kept.at, kept.wording, kept.form_url, kept.evidence) == ("given", at(1, 6), wording, "", {})


def test_nobody_is_erased_twice_or_without_being_there(cast):
    erase_customer(cast["ada"], NOW)
    erase_customer(cast["bruno"], NOW)
    for gone in ("ada", "bruno"):
        with pytest.raises(Conflict, match="erased already"):
            erase_customer(cast[gone], NOW)
    with pytest.raises(InvalidInput, match="there is no customer"):
        erase_customer(999_999, NOW)
    with pytest.raises(Conflict, match="was erased"):
        merge_customers.merge(cast["celina"], cast["bruno"], now=NOW)


def test_a_later_import_brings_nothing_back_and_its_orders_count(cast):
    erase_customer(cast["bruno"], NOW)
    erase_customer(cast["ada"], NOW)
    told = [NewCustomer(outside_id=name, given_name="Again", email=f"{name}@example.com") for name in ("bruno", "ada")]
    recorded = record_customers(told, source=SOURCE, now=NOW)
    assert [problem.reason for _row, problem in recorded.rejections()] == ["customer_erased", "customer_erased"]
    new = [
        order("b7", "bruno", at(11, 2), 30, coupon_codes=["only-bruno"], cancelled_at=at(11, 3), cancel_reason="his"),
        order("a7", NewCustomer(outside_id="ada", given_name="Again"), at(11, 2), 30),
        order("b1", "bruno", at(1, 10), 100),
    ]
    assert [result.status for result in record_orders(new, source=SOURCE, now=NOW).results] == ["new", "new", "same"]
    kept = Order.objects.get(outside_id="b7")
    assert (kept.customer_id, kept.coupon_codes, kept.cancellation.reason) == (cast["bruno"], [], "")
    assert Order.objects.get(outside_id="a7").customer_id is None
    assert not Customer.objects.filter(given_name="Again").exists()


def test_a_row_of_an_erased_person_is_counted_and_not_kept(cast, tmp_path):
    erase_customer(cast["bruno"], NOW)
    path = tmp_path / "rows.csv"
    path.write_text(
        "outside_id,given_name,email,birth_date\nbruno,Bruno,bruno@example.com,\n"
        "else,Bruno,Bruno@example.com,2999-01-01\nother,Jan,jan@example.com,2999-01-01\n"
    )
    run = import_file(ImportOptions(path, source=SOURCE, kind="customers"), NOW)
    assert (run.rows, run.rejected) == (3, 3)
    kept = list(ImportReject.objects.order_by("row_number").values_list("reason", "raw"))
    assert kept[:2] == [("customer_erased", []), ("customer_erased", [])]
    assert "jan@example.com" in str(kept[2])


def test_who_comes_back_by_a_form_is_a_new_customer_and_may_be_written_to_again(open_cast, client):
    about = {"name": "f", "language": "pl", "title": "t", "intro": "", "fields": ["given_name"]}
    Shop.objects.update(sample=True)
    form = record_form(**about, by=None, now=NOW)
    told = {"email": "ada@example.com", "given_name": "Ada"}
    first = record_sign_up(form, told, origin_hash=b"o" * 32, now=NOW)
    erase_customer(first, NOW)
    erase_customer(open_cast["ada"], NOW)
    assert list_suppressions("email", "ada@example.com", "service") == ("erased",)
    again = record_sign_up(form, told, origin_hash=b"o" * 32, now=NOW)
    assert Customer.objects.get(pk=again).given_name == "Ada"
    wording = require_wording("marketing", "email", "pl", shop_name="Sklepik", now=now())
    ask_to_confirm(again, wording, source="form", language="pl", form_url="", trace=Trace(), now=now())
    assert dict(deliver_messages(now()).outcomes) == {"sent": 2}
    read = [message_from_bytes(bytes(letter.contents), policy=default) for letter in Letter.objects.all()]
    letters = " ".join(f"{letter['To']} {letter.get_body(('plain',)).get_content()}" for letter in read)
    assert "ada@example.com" not in letters
    link = re.search(r"/portal/confirm\S+", letters).group()
    assert client.post(link).status_code == 200
    assert list_suppressions("email", "ada@example.com", "service") == ()


def test_who_comes_back_with_an_older_backup_is_erased_again(cast, tmp_path):
    """As the database is after such a restore: the row is there as it was, and nothing knows of the erasure."""
    before = Customer.objects.filter(pk=cast["ada"]).values().get()
    namesake = Customer.objects.filter(pk=cast["celina"]).values().get()
    erase_customer(cast["ada"], NOW)
    erase_customer(cast["celina"], NOW)
    Erasure.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_erasedidentity")
    Customer.objects.create(**before)
    # Of another shop: the same id, made at another moment.
    made = namesake["created_at"] - timedelta(days=1)
    Customer.objects.filter(pk=cast["celina"]).update(**{**namesake, "created_at": made})
    sent = Message.objects.count()
    assert replay_erasures(NOW) == 1
    assert (rows_of("ada"), rows_of("celina"), Message.objects.count()) == (0, 1, sent)
    assert replay_erasures(NOW) == 0


def test_the_list_survives_a_kill_between_database_and_file(cast, tmp_path):
    erase_customer(cast["ada"], NOW)
    path = tmp_path / FILE
    assert [row.customer_id for row in list_erased(tmp_path)] == [cast["ada"]]
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text('{"customer": 1')
    assert note_erasures() == 1
    assert [row.customer_id for row in list_erased(tmp_path)] == [cast["ada"]]
    assert note_erasures() == 0


def test_of_two_at_once_one_wins(open_cast):
    outcomes: list[str] = []

    def erase() -> None:
        try:
            erase_customer(open_cast["celina"], NOW)
            outcomes.append("erased")
        except (Conflict, InvalidInput) as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=erase) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[-1] == "erased"
    assert outcomes.count("erased") == 1
    assert Erasure.objects.count() == 1


def test_an_import_beside_leaves_nothing_whoever_comes_first(open_cast, tmp_path):
    path = tmp_path / "rows.csv"
    lines = [f"n{n},Jan,jan{n}@example.com," for n in range(600)]
    lines[300:300] = ["bruno,Bruno,bruno@example.com,", "bad,Bruno,bruno@example.com,2999-01-01"]
    path.write_text("outside_id,given_name,email,birth_date\n" + "\n".join([*lines, *lines]) + "\n")
    begun = threading.Event()

    def bring() -> None:
        try:
            import_file(ImportOptions(path, source=SOURCE, kind="customers"), NOW, lambda rows: begun.set())
        finally:
            connection.close()

    importing = threading.Thread(target=bring)
    importing.start()
    begun.wait(30)
    erase_customer(open_cast["bruno"], NOW)
    importing.join()
    assert not Customer.objects.filter(given_name="Bruno").exists()
    assert [raw for raw in ImportReject.objects.values_list("raw", flat=True) if "bruno@" in str(raw)] == []


def test_the_database_itself_refuses_what_is_written_beside_an_erasure(open_cast):
    begun, refused = threading.Event(), []

    def note() -> None:
        begun.wait(30)
        try:
            Note.objects.create(customer_id=open_cast["bruno"], kind="note", text="He called again.", by=1, at=NOW)
        except IntegrityError as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    writing = threading.Thread(target=note)
    writing.start()
    with transaction.atomic():
        erase_customer(open_cast["bruno"], NOW)
        begun.set()
        # Long enough for the note to come as far as the lock.
        time.sleep(0.5)
    writing.join()
    assert len(refused) == 1
    assert not Note.objects.exists()
