"""A customer written in by hand: somebody on the phone, or at the counter."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.cells import name_of
from wraca.console.customers.queries import find_people
from wraca.customers.actions import record_customers
from wraca.customers.identity.models import IdentifierLink
from wraca.customers.incoming import NewCustomer, normal_phone
from wraca.kit import clock
from wraca.staff.audit import record_deed

#: Customers of no other system.
SOURCE = "staff"


class NewCustomerForm(forms.Form):
    given_name = forms.CharField(label=gettext_lazy("First name"), required=False, max_length=100)
    family_name = forms.CharField(label=gettext_lazy("Family name"), required=False, max_length=100)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=40)
    street = forms.CharField(label=gettext_lazy("Street"), required=False, max_length=200)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), required=False, max_length=20)
    city = forms.CharField(label=gettext_lazy("Town"), required=False, max_length=100)
    #: Somebody with this address or number is known: the reader has seen it and means somebody else.
    another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        if not any(told.get(name) for name in ("given_name", "family_name", "email", "phone")):
            raise forms.ValidationError(_("Give a name, an e-mail address or a phone number."))
        return told


@allows("change_customers")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = NewCustomerForm(request.POST if request.method == "POST" else None)
    known: list[dict[str, object]] = []
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        known = [] if told.pop("another") else _known(request, told)
        if not known and (customer_id := _record(request, form, told)):
            notices.say(request, _("Written in. Ask for consent before you write to them."))
            return redirect("console:customer", customer_id)
    return render(request, "customers/new.html", {"form": form, "known": known})


def _known(request: HttpRequest, told: dict[str, str]) -> list[dict[str, object]]:
    words = [told["email"].lower(), normal_phone(told["phone"], "PL") or ""]
    found = {person["id"]: person for word in words if word for person in find_people(word)}
    return [
        {"id": id_, "name": name_of(person)}
        for id_, person in found.items()
        if person["email"] == words[0] or (words[1] and person["phone"] == words[1])
    ]


def _record(request: HttpRequest, form: NewCustomerForm, told: dict[str, str]) -> int | None:
    now = clock.now()
    fields: dict[str, Any] = {name: value for name, value in told.items() if value}
    new = NewCustomer(outside_id=uuid4().hex[:12], signed_up_at=now, **fields)
    recorded = record_customers([new], source=SOURCE, now=now, proof=IdentifierLink.CLAIMED, by=request.user.pk)
    result = recorded.results[0]
    if result.problem:
        form.add_error(None, _("The phone number, the e-mail address or the name is none."))
        return None
    record_deed(request.user.pk, "customer.created", object_kind="customer", object_id=result.id)
    return result.id
