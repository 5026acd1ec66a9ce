"""Writes that a field of a customer is otherwise, or still so, as staff or the customer says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Greatest

from wraca.customers.freshness.fading import CUSTOMER, STAFF
from wraca.customers.freshness.models import Correction, FieldWord
from wraca.customers.freshness.telling import BITS, COLUMNS
from wraca.customers.identity.actions import record_link
from wraca.customers.identity.addresses import alias_of
from wraca.customers.identity.models import Identifier, IdentifierLink
from wraca.customers.incoming import NewCustomer, find_problem, normal_customer
from wraca.customers.models import Customer
from wraca.events.actions import NewEvent, append_events
from wraca.kit.errors import InvalidInput
from wraca.kit.language import marked as _
from wraca.kit.text import fold, sort_key
from wraca.shop.queries import the_shop

#: Traits are another system's; what staff know instead is a fact (wraca.customers.notes).
CORRECTABLE = tuple(field for field in COLUMNS if field != "traits")
#: Characters of a value.
_LONGEST = 255
_KINDS = {"email": Identifier.EMAIL, "phone": Identifier.PHONE}


@transaction.atomic
def correct_field(
    customer_id: int, field: str, values: Mapping[str, str], *, by: int | None, now: datetime
) -> FieldWord | None:
    """Sets the columns of a field (`telling.COLUMNS`), as text; one left out stays. Sources that go on telling the old
    value are not believed again until they say something new.

    by: the staff member; None where the customer said it. Returns None, and writes nothing, where it stood so already.
    Raises InvalidInput for an unknown customer or field and for a value that is none.
    """
    customer = _lock(customer_id, field)
    told = _read(customer, field, values, now)
    before = {column: _text(getattr(customer, column)) for column in COLUMNS[field]}
    changed = {column: value for column, value in told.items() if _text(value) != before[column]}
    if not changed:
        return None
    _keep(customer, field, before, by, now)
    for column, value in changed.items():
        setattr(customer, column, value)
    customer.folded_name = fold(f"{customer.given_name} {customer.family_name}")
    customer.sort_name = sort_key(f"{customer.family_name} {customer.given_name}")
    customer.save()
    if field in _KINDS:
        _relink(customer, field, before[field], by, now)
    present = any(value for column, value in before.items() if column != "country")
    word = _say(customer, field, by, now, differed=present)
    _tell(word, "customer.corrected", field, now)
    return word


@transaction.atomic
def confirm_field(customer_id: int, field: str, *, by: int | None, now: datetime) -> FieldWord:
    """That the field is still as it stands. Raises InvalidInput where there is nothing to confirm."""
    customer = _lock(customer_id, field)
    if not any(getattr(customer, column) for column in COLUMNS[field]):
        raise InvalidInput(_("There is nothing to confirm: the field is empty."))
    word = _say(customer, field, by, now, differed=False)
    _tell(word, "customer.confirmed", field, now)
    return word


def _lock(customer_id: int, field: str) -> Customer:
    if field not in CORRECTABLE:
        raise InvalidInput(_("There is no such field."))
    customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id, erased_at=None).first()
    if customer is None:
        raise InvalidInput(_("There is no such customer."))
    return customer


def _read(customer: Customer, field: str, values: Mapping[str, str], now: datetime) -> dict[str, str | date | None]:
    """The values as the domain keeps them."""
    told: dict[str, object] = {column: values[column].strip() for column in COLUMNS[field] if column in values}
    if "birth_date" in told:
        told["birth_date"] = _day(str(told["birth_date"]))
    said = normal_customer(NewCustomer(outside_id="0", **told), the_shop().country)  # type: ignore[arg-type]
    if find_problem(said, now) or any(len(str(value or "")) > _LONGEST for value in told.values()):
        raise InvalidInput(_("That is no value of this field."))
    return {column: getattr(said, column) for column in told}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(_("That is no value of this field.")) from None


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _keep(customer: Customer, field: str, before: Mapping[str, str], by: int | None, now: datetime) -> None:
    """What the source says is what it said before the first of the corrections."""
    teller = STAFF if by else CUSTOMER
    standing = Correction.objects.filter(customer=customer, field=field, until=None).first()
    if standing:
        standing.told_by, standing.by, standing.at = teller, by, now
        standing.save()
    else:
        Correction.objects.create(customer=customer, field=field, said=dict(before), told_by=teller, by=by, at=now)


def _relink(customer: Customer, field: str, before: str, by: int | None, now: datetime) -> None:
    """The address of before was somebody's word for theirs; the new one is staff's or the customer's."""
    old = IdentifierLink.objects.filter(customer=customer, until=None, identifier__kind=_KINDS[field])
    old.filter(identifier__value=before, proof__in=IdentifierLink.TOLD).update(until=Greatest("since", now))
    value = getattr(customer, field)
    if value and not alias_of(value):
        proof = IdentifierLink.STAFF if by else IdentifierLink.CLAIMED
        record_link(_KINDS[field], value, customer.pk, proof=proof, now=now)


def _say(customer: Customer, field: str, by: int | None, now: datetime, *, differed: bool) -> FieldWord:
    bit = BITS[field]
    teller = STAFF if by else CUSTOMER
    return FieldWord.objects.create(
        customer=customer, said_at=now, told_by=teller, source=teller, by=by, told=bit, differed=bit if differed else 0
    )


def _tell(word: FieldWord, kind: str, field: str, now: datetime) -> None:
    append_events([NewEvent(now, kind, f"{kind}:{word.pk}", word.customer_id, {"field": field, "by": word.told_by})])
