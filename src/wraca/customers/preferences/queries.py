"""The only reads of preferences."""

from __future__ import annotations

from collections.abc import Iterable

from wraca.customers.models import Customer
from wraca.customers.preferences.choices import Preferences, fold
from wraca.customers.preferences.models import Preference


def find_preferences(customer_id: int) -> Preferences:
    """Of the customer's person: whichever of their customers they said it as."""
    return fold((word.customer_id, word.name, word.value) for word in list_preferences(customer_id))


def list_preferences(customer_id: int) -> list[Preference]:
    """Everything ever said, oldest first."""
    canonical = Customer.objects.filter(pk=customer_id).values("canonical_id")
    rows = Preference.objects.filter(customer__canonical_id__in=canonical)
    return list(rows.order_by("at", "id"))


def list_preferences_of_many(customer_ids: Iterable[int]) -> dict[int, Preferences]:
    """Preferences of those given (canonical) who ever said one: for whoever is about to write to many."""
    said: dict[int, list[tuple[int, str, object]]] = {}
    rows = Preference.objects.filter(customer__canonical_id__in=list(customer_ids)).order_by("at", "id")
    for canonical, *word in rows.values_list("customer__canonical_id", "customer_id", "name", "value"):
        said.setdefault(canonical, []).append((word[0], word[1], word[2]))
    return {canonical: fold(words) for canonical, words in said.items()}
