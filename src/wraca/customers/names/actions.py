"""Writes how a customer is to be addressed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wraca.customers.models import Customer
from wraca.customers.names.greeting import require_greeting_name
from wraca.customers.names.models import FormOfAddress
from wraca.customers.names.queries import find_form_of_address
from wraca.events.actions import NewEvent, append_events
from wraca.kit.errors import InvalidInput
from wraca.kit.language import marked as _

_GENDERS = ("", FormOfAddress.FEMININE, FormOfAddress.MASCULINE)


def set_greeting(
    customer_id: int, *, vocative: str, gender: str, by: int | None, now: datetime
) -> FormOfAddress | None:
    """Keeps a vocative and a grammatical gender ("f", "m") for the customer; an empty one is derived from the name.

    by: the staff member; None where the customer said it. Returns None, and appends nothing, when that stood already.
    Raises InvalidInput for an unknown customer, for anything but words of letters, and for another gender.
    """
    form = require_greeting_name(vocative)
    if gender not in _GENDERS:
        raise InvalidInput(_("A grammatical gender is f, m, or empty."))
    with transaction.atomic():
        customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id, erased_at=None).first()
        if customer is None:
            raise InvalidInput(_("There is no such customer."))
        if _stands(customer, form, gender):
            return None
        said = FormOfAddress.objects.create(
            customer=customer,
            vocative=form,
            gender=gender,
            given_name=customer.given_name,
            source=FormOfAddress.CUSTOMER if by is None else FormOfAddress.STAFF,
            by=by,
            at=now,
        )
        key = f"customer.greeting_set:{said.pk}"
        append_events([NewEvent(now, "customer.greeting_set", key, customer.pk, {"by": said.source})])
    return said


def _stands(customer: Customer, form: str, gender: str) -> bool:
    said = find_form_of_address(customer)
    return (said.vocative, said.gender) == (form, gender) if said else not form and not gender
