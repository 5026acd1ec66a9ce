"""Customers for the palette."""

from __future__ import annotations

from django.urls import reverse

from wraca.console.customers.cells import name_of
from wraca.console.customers.queries import find_people
from wraca.console.found import Found


def find(query: str, limit: int) -> list[Found]:
    return [
        Found(name_of(person), reverse("console:customer", args=[person["id"]]), "person", note=person["city"])
        for person in find_people(query, limit)
    ]
