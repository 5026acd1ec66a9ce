"""The fields of a profile: what is held, who said it when, whether it can still be believed; corrected and confirmed in
place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.labels import FIELDS
from wraca.console.customers.person_queries import Gathered, gather, names_of_staff
from wraca.console.lists.cells import day
from wraca.console.reading import find_reader
from wraca.customers.freshness import fading
from wraca.customers.freshness.actions import confirm_field, correct_field
from wraca.customers.freshness.queries import FieldState, choose_next, learned_rates, list_field_states
from wraca.customers.freshness.telling import COLUMNS
from wraca.customers.models import Customer
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.staff.audit import record_deed

LABELS: Mapping[str, str | Promise] = {
    fading.NAME: pgettext_lazy("of a person", "Name"),
    fading.EMAIL: gettext_lazy("E-mail"),
    fading.PHONE: gettext_lazy("Phone"),
    fading.ADDRESS: gettext_lazy("Address"),
    fading.BIRTH_DATE: gettext_lazy("Born"),
    fading.LANGUAGE: gettext_lazy("Language"),
    fading.TRAITS: gettext_lazy("Traits"),
}
VERDICTS: Mapping[str, str | Promise] = {
    fading.FRESH: pgettext_lazy("a field", "fresh"),
    fading.MAY_BE_OLD: pgettext_lazy("a field", "may be old"),
    fading.TO_CONFIRM: pgettext_lazy("a field", "please confirm"),
}
TONES: Mapping[str, str] = {fading.FRESH: "good", fading.MAY_BE_OLD: "warn", fading.TO_CONFIRM: "bad"}
_TYPES = {"email": "email", "phone": "tel", "birth_date": "date"}


@dataclass(frozen=True)
class Column:
    name: str
    label: str | Promise
    value: str
    type: str


@dataclass(frozen=True)
class HeldField:
    field: str
    label: str | Promise
    #: Lines as they stand in the profile; none where nothing is held.
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    state: FieldState | None
    told: str
    #: The one to ask for next.
    asked: bool

    @property
    def verdict(self) -> str | Promise:
        return VERDICTS[self.state.verdict] if self.state else ""

    @property
    def tone(self) -> str:
        return TONES[self.state.verdict] if self.state else ""


def list_held(gathered: Gathered, now: datetime) -> list[HeldField]:
    person = gathered.shown
    states = list_field_states(person.pk, now, learned_rates(find_reader()))
    asked = choose_next(states.values())
    staff = names_of_staff([state.by for state in states.values() if state.by])
    return [
        HeldField(
            field=field,
            label=LABELS[field],
            lines=_lines(person, field),
            columns=tuple(_column(person, column) for column in COLUMNS[field]),
            state=states.get(field),
            told=tell(states[field], staff) if field in states else "",
            asked=asked is not None and asked.field == field,
        )
        for field in COLUMNS
        if field != fading.TRAITS
    ]


def tell(state: FieldState, staff: Mapping[int, str]) -> str:
    """Who said it, in words."""
    if state.told_by == fading.CUSTOMER:
        return _("said by themselves")
    if state.told_by == fading.STAFF:
        name = staff.get(state.by or 0)
        return _("told to %(name)s") % {"name": name} if name else _("told to staff")
    return state.source


def _lines(person: Customer, field: str) -> tuple[str, ...]:
    if field == fading.ADDRESS:
        lines = (person.street, f"{person.postcode} {person.city}".strip(), person.country)
        return tuple(filter(None, lines)) if any(lines[:2]) else ()
    if field == fading.BIRTH_DATE:
        return (str(day(person.birth_date)),) if person.birth_date else ()
    text = " ".join(filter(None, (getattr(person, column) for column in COLUMNS[field])))
    return (text,) if text else ()


def _column(person: Customer, name: str) -> Column:
    value = getattr(person, name)
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return Column(name, FIELDS[name], text, _TYPES.get(name, "text"))


@require_POST
@allows("change_customers")
def change_field(request: HttpRequest, customer_id: int, field: str) -> HttpResponse:
    """`confirm` says that it is still so; else the columns say how it is."""
    gathered = _find(customer_id, field)
    now, problem, said = clock.now(), "", ""
    try:
        said = _change(request, gathered, field, now)
    except InvalidInput as error:
        problem = _(str(error))
    if not request.headers.get("HX-Request"):
        (notices.complain if problem else notices.say)(request, problem or said)
        return redirect(reverse("console:customer", args=[gathered.shown.pk]) + f"#field-{field}")
    gathered = _find(customer_id, field)
    fields = {held.field: held for held in list_held(gathered, now)}
    held = fields.pop(field)
    context = {"held": held, "others": fields.values(), "person": gathered.shown, "problem": problem, "said": said}
    return render(request, "customers/held_field.html", context)


def _find(customer_id: int, field: str) -> Gathered:
    gathered = gather(customer_id)
    if gathered is None or field not in COLUMNS or field == fading.TRAITS:
        raise Http404
    return gathered


def _change(request: HttpRequest, gathered: Gathered, field: str, now: datetime) -> str:
    owner, by = _owner(gathered, field), request.user.pk
    confirmed = "confirm" in request.POST
    if confirmed:
        confirm_field(owner, field, by=by, now=now)
    else:
        values = {name: request.POST[name] for name in COLUMNS[field] if name in request.POST}
        if correct_field(owner, field, values, by=by, now=now) is None:
            return _("It stood so already.")
    deed = "customer.confirmed" if confirmed else "customer.corrected"
    details = {"field": field}
    record_deed(by, deed, object_kind="customer", object_id=gathered.shown.pk, details=details)
    return _("Confirmed.") if confirmed else _("Corrected.")


def _owner(gathered: Gathered, field: str) -> int:
    """The customer whose row the profile shows the field of."""
    shown = (gathered.fields[column] for column in COLUMNS[field])
    return next((value.customer_id for value in shown if value.value), gathered.shown.pk)
