"""What is older than the rules say goes, what is younger stays, and no figure changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import cast
from tests.cast import NOW

from wraca.connectors.models import ImportReject, ImportRun
from wraca.customers.models import ConsentRecord, Customer, LogInLink
from wraca.customers.models import Identifier as Id
from wraca.events.models import Event
from wraca.jobs import retention_rules
from wraca.jobs.apply_retention import apply_retention, measure_retention, queue_retention_if_due
from wraca.jobs.models import JobRun
from wraca.messages.models import Message, MessageBody
from wraca.orders.models import Order
from wraca.shop.actions import set_retention
from wraca.shop.retention import USUAL_MONTHS, months_before
from wraca.staff.models import SignedLink, User

MONTH = timedelta(days=31)


@pytest.fixture
def shop(db, tmp_path, settings) -> None:
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    cast.load_cast()


def ela() -> Customer:
    return Customer.objects.get(outside_id="ela")


def plant(rule: str) -> None:
    """For the rule, one row a second too old and one that is as old as it may be."""
    edge = months_before(NOW, USUAL_MONTHS[rule])
    for name, at in (("old", edge - timedelta(seconds=1)), ("young", edge)):
        PLANT[rule](name, at)


def _event(name, at):
    event = Event.objects.create(
        at=at, kind="product.viewed", customer_id=ela().pk, key=name, fingerprint=b"f" * 32, payload={"product": name}
    )
    Event.objects.filter(pk=event.pk).update(recorded_at=at)


def _message(name, at, state="sent") -> Message:
    told = {"purpose": "service", "channel": "email", "kind": "note", "language": "pl", "state": state}
    told |= {"address": f"{name}@example.com", "subject": name, "key": name, "fingerprint": b"f" * 32}
    return Message.objects.create(**told, customer_id=ela().pk, created_at=at, due_at=at)


def _body(name, at):
    MessageBody.objects.create(message=_message(name, at), text=name)


def _consent(name, at):
    channel = {"old": "sms", "young": "phone"}[name]
    said = {"customer": ela(), "purpose": "marketing", "channel": channel, "source": "form", "evidence": {"row": 1}}
    ConsentRecord.objects.create(**said, action="given", at=at - MONTH, form_url="/form")
    ConsentRecord.objects.create(**said, action="withdrawn", at=at)


def _reject(name, at):
    run = ImportRun.objects.create(source="cast", kind="orders", file_name=name, state="done", started_at=at)
    ImportReject.objects.create(run=run, row_number=1, reason="r", raw={"name": name})


def _link(name, at):
    identifier, _new = Id.objects.get_or_create(kind="email", value="x@example.com")
    token = name.encode().ljust(32)
    LogInLink.objects.create(customer=ela(), identifier=identifier, token_hash=token, made_at=at, expires_at=at)
    user, _new = User.objects.get_or_create(email="o@example.com", defaults={"name": "O", "role": "owner"})
    SignedLink.objects.create(user=user, purpose="reset", token_hash=token, expires_at=at)


PLANT = {
    "events": _event,
    "bodies": _body,
    "addresses": _message,
    "consents": _consent,
    "rejects": _reject,
    "links": _link,
}
#: What is left of the rows, by name, once the rule was applied.
LEFT = {
    "events": lambda: list(Event.objects.filter(kind="product.viewed").values_list("key", flat=True)),
    "bodies": lambda: list(MessageBody.objects.values_list("text", flat=True)),
    "addresses": lambda: list(Message.objects.exclude(address="").values_list("key", flat=True)),
    "consents": lambda: sorted({"sms": "old", "phone": "young"}[c] for c in _channels_with_evidence()),
    "rejects": lambda: [row["name"] for row in ImportReject.objects.values_list("raw", flat=True)],
    "links": lambda: [bytes(t).strip().decode() for t in LogInLink.objects.values_list("token_hash", flat=True)],
}
ROWS = {"consents": 2, "links": 2}


def _channels_with_evidence():
    return set(ConsentRecord.objects.exclude(evidence={}).values_list("channel", flat=True))


@pytest.mark.parametrize("rule", PLANT)
def test_what_is_too_old_goes_and_what_is_younger_stays(shop, rule):
    plant(rule)
    assert measure_retention(NOW)["rules"][rule]["rows"] == ROWS.get(rule, 1)
    assert sorted(LEFT[rule]()) == ["old", "young"]
    assert apply_retention(NOW)["rows"][rule] == ROWS.get(rule, 1)
    assert LEFT[rule]() == ["young"]
    assert measure_retention(NOW)["rules"][rule]["rows"] == 0
    assert apply_retention(NOW)["rows"][rule] == 0


def test_records_of_an_ended_consent_stay_and_one_that_stands_is_not_touched(shop):
    before = months_before(NOW, 37)
    said = {"customer": ela(), "purpose": "marketing", "channel": "sms", "source": "form", "evidence": {"row": 1}}
    ConsentRecord.objects.create(**said, action="given", at=before)
    assert apply_retention(NOW)["rows"]["consents"] == 0
    ConsentRecord.objects.create(**said, action="withdrawn", at=before + timedelta(days=1))
    assert apply_retention(NOW)["rows"]["consents"] == 2
    rows = ConsentRecord.objects.filter(channel="sms").order_by("at").values_list("action", "evidence")
    assert list(rows) == [("given", {}), ("withdrawn", {})]


def test_words_of_another_record_of_the_person_count(shop):
    """The consent lives on under the other one."""
    from wraca.customers.identity.actions import record_merge

    bruno, before = Customer.objects.get(outside_id="bruno"), months_before(NOW, 40)
    said = {"purpose": "marketing", "channel": "sms", "source": "form", "evidence": {"row": 1}}
    ConsentRecord.objects.create(customer=ela(), **said, action="withdrawn", at=before)
    ConsentRecord.objects.create(customer=bruno, **said, action="given", at=before + MONTH)
    record_merge(bruno.pk, ela().pk, rule="by_hand", now=NOW)
    assert apply_retention(NOW)["rows"]["consents"] == 0


def test_messages_on_their_way_are_left_alone(shop):
    for state in ("queued", "sending"):
        MessageBody.objects.create(message=_message(state, months_before(NOW, 100), state=state), text=state)
    assert (apply_retention(NOW)["rows"]["bodies"], MessageBody.objects.count()) == (0, 2)
    assert Message.objects.filter(address="").count() == 0


def test_what_the_shop_did_itself_stays_however_old(shop):
    before = Event.objects.count()
    Event.objects.update(at=months_before(NOW, 100), recorded_at=months_before(NOW, 100))
    assert apply_retention(NOW)["rows"]["events"] == 0
    assert (Event.objects.count(), Order.objects.count()) == (before, len(cast.ORDERS))


def test_no_figure_changes(shop, settings):
    """The refresh before and after is equal, table by table and row by row."""
    from wraca.engine.reader import reader_for
    from wraca.jobs.refresh import run_refresh

    for rule in PLANT:
        if rule not in ("addresses",):
            plant(rule)
    tables = []
    for _round in range(2):
        run_refresh(NOW)
        reader = reader_for(settings.GENERATIONS_FOLDER)
        names = sorted(path.name for path in reader.generation.folder.iterdir() if path.is_dir())
        tables.append({name: reader.select(f'SELECT * FROM "{name}" ORDER BY ALL') for name in names})
        assert apply_retention(NOW)["rows"]["events"] == 1 - _round
    assert tables[0] == tables[1]
    assert len(tables[0]) > 20


def test_batches_take_everything_in_turn(shop, monkeypatch):
    monkeypatch.setattr(retention_rules, "BATCH", 2)
    monkeypatch.setattr("wraca.jobs.apply_retention.BATCH", 2)
    for number in range(5):
        _event(f"old-{number}", months_before(NOW, 20))
    told = []
    gone = apply_retention(NOW, lambda step, done, total: told.append((step, done, total)))
    assert gone["rows"]["events"] == 5
    assert [each for each in told if each[0] == "events"] == [("events", 2, 5), ("events", 4, 5), ("events", 5, 5)]


def test_shorter_span_takes_more(shop):
    _event("ten", months_before(NOW, 10))
    assert measure_retention(NOW)["rules"]["events"]["rows"] == 0
    set_retention({"events": 6}, asks_inactive=False)
    assert measure_retention(NOW)["rules"]["events"]["rows"] == 1


def test_it_is_queued_once_a_night_and_after_a_night_off(shop):
    assert queue_retention_if_due(NOW)
    JobRun.objects.update(created_at=NOW, state="done")
    assert not queue_retention_if_due(NOW + timedelta(hours=2))
    assert JobRun.objects.count() == 1
