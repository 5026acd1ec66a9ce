"""A person with something in every place that is handed out; each text is a marker that stands nowhere else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection
from tests.cast import NOW

from wraca.connectors.models import ImportChange, ImportReject, ImportRun
from wraca.customers.models import (
    ConsentRecord,
    ConsentTrace,
    ConsentWording,
    Correction,
    Customer,
    CustomerSession,
    DuplicatePair,
    ErasureRequest,
    FieldWord,
    FormOfAddress,
    Handout,
    Identifier,
    IdentifierLink,
    KeepQuestion,
    LogInLink,
    Merge,
    Note,
    OptIn,
    Preference,
    Tag,
    Tagging,
)
from wraca.events.models import Event
from wraca.messages.models import Message, MessageBody, Suppression
from wraca.messages.queries import hash_address
from wraca.orders.models import Cancellation, CustomerSummary, Order, OrderLine, Refund
from wraca.staff.models import AuditEntry
from wraca.surveys.models import Answer, Asking, Question

EMAIL = "mk-identifier@example.com"
HASH = b"h" * 32


def mark(name: str) -> str:
    return f"mk-{name}"


def make_everything() -> Customer:
    """Two customers who are one person; the canonical one."""
    person = Customer.objects.create(
        **{name: mark(f"customer-{name}") for name in ("source", "outside_id", "given_name", "family_name")},
        **{name: mark(f"customer-{name}") for name in ("street", "postcode", "city")},
        email="mk-customer@example.com",
        phone="+48600700800",
        country="IS",
        language="pl",
        birth_date=date(1987, 3, 4),
        traits={"hobby": mark("customer-traits")},
        signed_up_at=NOW - timedelta(days=400),
    )
    other = Customer.objects.create(source="cast", outside_id="member", email=EMAIL, signed_up_at=NOW)
    merge = Merge.objects.create(
        from_customer=other, into_customer=person, at=NOW, rule=mark("merge-rule"), fields={"email": person.pk}, by=77
    )
    merge.evidence = {"mk": mark("merge-evidence")}
    merge.save()
    Customer.objects.filter(pk=other.pk).update(canonical_id=person.pk)
    for part in (_known, _told, _consented, _asked, _bought, _written, _brought_in):
        part(person)
    return person


def _known(person: Customer) -> None:
    identifier = Identifier.objects.create(
        kind="card", source=mark("identifier-source"), value=mark("identifier-value")
    )
    IdentifierLink.objects.create(
        identifier=identifier, customer=person, proof="staff", since=NOW, evidence={"mk": mark("link-evidence")}
    )
    address = Identifier.objects.create(kind="email", value=EMAIL)
    IdentifierLink.objects.create(identifier=address, customer=person, proof="log_in", since=NOW)
    stranger = Customer.objects.create(source="cast", outside_id="stranger", given_name="Obcy", signed_up_at=NOW)
    pair = {"left_id": min(person.pk, stranger.pk), "right_id": max(person.pk, stranger.pk)}
    DuplicatePair.objects.create(
        **pair, probability=0.5, reasons=[{"name": mark("pair-reasons")}], rule=mark("pair-rule"), found_at=NOW,
        decision="different", decided_by=77, decided_at=NOW,
    )  # fmt: skip
    LogInLink.objects.create(
        customer=person, identifier=address, purpose="address", token_hash=HASH, made_at=NOW, expires_at=NOW
    )
    CustomerSession.objects.create(customer=person, token_hash=HASH, way="shop", began_at=NOW, ends_at=NOW)


def _told(person: Customer) -> None:
    FieldWord.objects.create(customer=person, said_at=NOW, source=mark("word-source"), told=1)
    Correction.objects.create(
        customer=person, field="phone", said={"phone": mark("correction-said")}, told_by="customer", at=NOW
    )
    Note.objects.create(
        customer=person, kind="fact", subject=mark("note-subject"), text=mark("note-text"), by=77, at=NOW
    )
    tag = Tag.objects.create(name=mark("tag-name"), key="key")
    deed = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
    Tagging.objects.create(tag=tag, customer=person, at=NOW, by=77, deed=deed)
    Preference.objects.create(
        customer=person, name=mark("preference-name"), value=[mark("preference-value")], at=NOW, source="customer"
    )
    FormOfAddress.objects.create(
        customer=person,
        vocative=mark("form-vocative"),
        gender="f",
        given_name=mark("form-name"),
        source="customer",
        at=NOW,
    )


def _consented(person: Customer) -> None:
    wording = ConsentWording.objects.create(
        purpose="marketing",
        channel="email",
        language="pl",
        version=78,
        text=mark("wording"),
        sha256="77",
        created_at=NOW,
    )
    record = ConsentRecord.objects.create(
        customer=person, purpose=mark("consent-purpose"), channel="email", action="given", at=NOW, by=77,
        wording=wording,
        source=mark("consent-source"), form_url=mark("consent-url"), evidence={"mk": mark("consent-evidence")},
    )  # fmt: skip
    ConsentTrace.objects.create(record=record, address="10.1.2.3", user_agent=mark("trace-agent"), keep_until=NOW)
    OptIn.objects.create(
        request=record, customer=person, address=mark("opt-in"), token_hash=HASH, asked_at=NOW, expires_at=NOW
    )


def _asked(person: Customer) -> None:
    question = Question.objects.order_by("id").first()
    Answer.objects.create(customer_id=person.pk, question=question, value=mark("answer"), at=NOW)
    Asking.objects.create(customer_id=person.pk, question=question, at=NOW)
    ErasureRequest.objects.create(customer_id=person.pk, asked_at=NOW, due_at=NOW)
    KeepQuestion.objects.create(customer_id=person.pk, asked_at=NOW, answer_by=NOW, way="staff")
    Handout.objects.create(customer_id=person.pk, at=NOW, way="console", by=77, digests={"json": mark("handout")})
    AuditEntry.objects.create(object_kind="customer", object_id=str(person.pk), action=mark("deed"), at=NOW)


def _bought(person: Customer) -> None:
    order = Order.objects.create(
        **{name: mark(f"order-{name}") for name in ("source", "outside_id", "number", "channel", "location")},
        customer=person, placed_at=NOW, local_day=NOW.date(), currency="PLN", subtotal_minor=100, total_minor=100,
        coupon_codes=[mark("order-coupon")],
    )  # fmt: skip
    OrderLine.objects.create(
        order=order,
        position=1,
        placed_at=NOW,
        name=mark("line-name"),
        quantity=1,
        unit_price_minor=100,
        total_minor=100,
    )
    Refund.objects.create(
        order=order,
        outside_id=mark("refund-id"),
        at=NOW,
        local_day=NOW.date(),
        amount_minor=1,
        reason=mark("refund-why"),
    )
    Cancellation.objects.create(order=order, at=NOW, reason=mark("cancellation-why"))
    CustomerSummary.objects.update_or_create(customer=person)
    Event.objects.create(
        at=NOW, kind="service.asked", customer_id=person.pk, key="key", fingerprint=HASH, source=mark("event-source"),
        payload={"subject": mark("event-payload")},
    )  # fmt: skip


def _written(person: Customer) -> None:
    message = Message.objects.create(
        customer_id=person.pk, purpose="service", channel="email", kind=mark("message-kind"), language="pl",
        state="sent",
        address=mark("message-address"), subject=mark("message-subject"), reason=mark("message-reason"), key="key",
        answer=mark("message-answer"), about=mark("message-about"), fingerprint=HASH, created_at=NOW, due_at=NOW,
    )  # fmt: skip
    MessageBody.objects.create(message=message, text=mark("body-text"), html=mark("body-html"))
    Suppression.objects.create(
        channel="email", address_hash=hash_address(EMAIL), reason="manual", at=NOW, evidence={"mk": mark("suppression")}
    )


def _brought_in(person: Customer) -> None:
    run = ImportRun.objects.create(source="cast", kind="customers", file_name=mark("file-name"))
    ImportReject.objects.create(
        run=run, row_number=3, reason=mark("reject-reason"), values={"mk": mark("reject-values")},
        raw={"e-mail": EMAIL.upper(), "mk": mark("reject-raw")},
    )  # fmt: skip
    before = {"city": mark("change-before")}
    ImportChange.objects.create(run=run, place="customers_customer", row_id=person.pk, before=before)


def list_written_columns(tables: Any) -> dict[str, list[str]]:
    """Columns of text, JSON or lists of text -> the texts in them, of all rows."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                " AND data_type IN ('text', 'jsonb', 'ARRAY', 'inet') ORDER BY 1",
                [table],
            )
            for (column,) in cursor.fetchall():
                cursor.execute(f'SELECT "{column}"::text FROM "{table}"')
                found[f"{table}.{column}"] = [value for (value,) in cursor.fetchall() if value]
    return found
