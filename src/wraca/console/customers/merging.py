"""Merging by hand: find the other, see both side by side, choose what is shown; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers import person_queries
from wraca.console.customers.cells import name_of
from wraca.console.customers.labels import FIELDS
from wraca.console.customers.person_queries import Gathered
from wraca.console.customers.profile import find
from wraca.console.customers.queries import find_people
from wraca.console.lists.cells import day
from wraca.customers.identity.queries import Shown
from wraca.jobs import merge_customers
from wraca.kit import clock
from wraca.kit.errors import Conflict, InvalidInput
from wraca.orders.queries import find_summary

FOUND = 12


@dataclass(frozen=True)
class Choice:
    """A field of the two people. They differ where both say something else: then one is chosen."""

    field: str
    label: str | Promise
    here: Shown
    there: Shown

    @property
    def differ(self) -> bool:
        return bool(self.here.value and self.there.value and self.here.value != self.there.value)

    @property
    def here_text(self) -> str:
        return _text(self.here.value)

    @property
    def there_text(self) -> str:
        return _text(self.there.value)


def _text(value: object) -> str:
    return str(day(value)) if isinstance(value, date) else str(value or "—")


@allows("merge_customers")
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, customer_id: int) -> HttpResponse:
    here = find(customer_id)
    if here.shown.pk != customer_id:
        return redirect("console:customer-merge", here.shown.pk)
    there = _other(request.POST.get("other") or request.GET.get("with"), here)
    if request.method == "POST" and there:
        return _merge(request, here, there)
    words = request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {
        # Not `here`: the crumbs would show it.
        "this": side_of(here),
        "other": side_of(there) if there else None,
        "sides": [side_of(side) for side in (here, there) if side],
        "choices": choices_of(here, there) if there else [],
        "words": words,
        "found": [_line(found) for found in find_people(words, FOUND) if found["id"] != customer_id] if words else [],
    }
    return render(request, "customers/merge.html", context)


def _other(told: str | None, here: Gathered) -> Gathered | None:
    """None where nobody, or the same person, was named."""
    gathered = (
        person_queries.gather(int(told)) if told and told.isascii() and told.isdigit() and len(told) < 19 else None
    )
    return gathered if gathered and gathered.shown.pk != here.shown.pk else None


def side_of(gathered: Gathered) -> dict[str, Any]:
    shown = gathered.shown
    return {"person": shown, "name": name_of(vars(shown)), "summary": find_summary(shown.pk), "gathered": gathered}


def _line(found: Mapping[str, Any]) -> dict[str, Any]:
    return {**found, "name": name_of(found)}


def choices_of(here: Gathered, there: Gathered) -> list[Choice]:
    return [Choice(field, label, here.fields[field], there.fields[field]) for field, label in FIELDS.items()]


def _merge(request: HttpRequest, here: Gathered, there: Gathered) -> HttpResponse:
    stays, goes = (there, here) if request.POST.get("stays") == str(there.shown.pk) else (here, there)
    fields = {
        choice.field: owner
        for choice in choices_of(goes, stays)
        if choice.differ and request.POST.get(choice.field) == str(owner := choice.here.customer_id)
    }
    try:
        merged = merge_customers.merge(
            goes.shown.pk, stays.shown.pk, now=clock.now(), by=request.user.pk, fields=fields
        )
    except (Conflict, InvalidInput):
        notices.complain(request, _("Nothing was merged: somebody else was quicker, or orders are being loaded."))
        return redirect("console:customer", here.shown.pk)
    undo_url = reverse("console:customer-unmerge", args=[merged.pk])
    notices.say(request, _("The two are one person now."), undo_url=undo_url)
    return redirect("console:customer", stays.shown.pk)


@allows("merge_customers")
@require_POST
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    try:
        merged = merge_customers.undo(merge_id, now=clock.now(), by=request.user.pk)
    except (Conflict, InvalidInput):
        notices.complain(request, _("Nothing was undone: somebody else was quicker, or orders are being loaded."))
        return redirect("console:customers")
    notices.say(request, _("The two are apart again; everything is as it was."))
    return redirect("console:customer", merged.into_customer_id)
