"""How a customer is addressed, with what staff or they themselves said of it."""

from __future__ import annotations

from wraca.customers.models import Customer
from wraca.customers.names.familiar import full_names
from wraca.customers.names.greeting import FORMAL, Greeting, greet
from wraca.customers.names.models import FormOfAddress


def find_form_of_address(customer: Customer) -> FormOfAddress | None:
    """The last word on the person, by whichever of their customers it came; a vocative of another name is left out."""
    said = FormOfAddress.objects.filter(customer__canonical_id=customer.canonical_id).order_by("-at", "-id").first()
    if said and said.vocative and not _same_name(said.given_name, customer.given_name):
        said.vocative = ""
    return said


def greet_customer(customer: Customer, *, language: str = "pl", style: str = FORMAL) -> Greeting:
    """The greeting of a message to them: `language` is the message's."""
    return greeting_of(customer, find_form_of_address(customer), language=language, style=style)


def greeting_of(
    customer: Customer, said: FormOfAddress | None, *, language: str = "pl", style: str = FORMAL
) -> Greeting:
    """The same where the last word is at hand."""
    return greet(
        customer.given_name,
        customer.family_name,
        language=language,
        style=style,
        gender=said.gender if said else "",
        set_name=said.vocative if said else "",
    )


def _same_name(one: str, other: str) -> bool:
    """Kasia and Katarzyna are."""
    return one == other or bool(set(full_names(one)) & set(full_names(other)))
