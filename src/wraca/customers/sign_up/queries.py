"""The only reads of sign-up forms."""

from __future__ import annotations

from dataclasses import dataclass

from wraca.customers.models import ConsentRecord, Customer
from wraca.customers.sign_up.models import SignUpForm


def find_form(key: str) -> SignUpForm | None:
    return SignUpForm.objects.filter(key=key).first()


def list_forms() -> list[SignUpForm]:
    """Newest first."""
    return list(SignUpForm.objects.order_by("-created_at", "-id"))


@dataclass(frozen=True)
class Counted:
    form: SignUpForm
    #: People who left an address, and those of them who confirmed it.
    signed_up: int
    confirmed: int


def count_sign_ups(form: SignUpForm) -> Counted:
    confirmed = ConsentRecord.objects.filter(customer__source=form.source, action=ConsentRecord.CONFIRMED)
    return Counted(
        form=form,
        signed_up=Customer.objects.filter(source=form.source).count(),
        confirmed=confirmed.values("customer").distinct().count(),
    )
