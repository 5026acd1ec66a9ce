"""The pages to look at, by the name of their address; `first` stands for the id of the first row of a table."""

from __future__ import annotations

from django.apps import apps
from django.urls import reverse

PAGES = [
    ("today", None),
    ("customers", None),
    ("customer", "customers.Customer"),
    ("customer-duplicates", None),
    ("customer-hand-out", "customers.Customer"),
    ("customer-merge", "customers.Customer"),
    ("customer-new", None),
    ("quality", None),
    ("lifecycle", None),
    ("lifecycle-moves", None),
    ("lifecycle-value", None),
    ("lifecycle-cohorts", None),
    ("lifecycle-predictions", None),
    ("segments", None),
    ("segment-new", None),
    ("segment", "segments.Segment"),
    ("orders", None),
    ("order", "orders.Order"),
    ("products", None),
    ("product", "catalogue.Product"),
    ("system", None),
    ("system-jobs", None),
    ("system-sources", None),
    ("system-pause", None),
    ("settings", None),
    ("settings-keys", None),
    ("settings-portal", None),
    ("settings-retention", None),
    ("questions", None),
    ("question-new", None),
    ("sign-up-forms", None),
    ("sign-up-form-new", None),
    ("sign-up-form", "customers.SignUpForm"),
    ("settings-senders", None),
    ("messages", None),
    ("profile", None),
    ("second-factor-set-up", None),
    ("accounts", None),
    ("account-invite", None),
    ("audit-log", None),
    ("getting-ready", None),
    ("style", None),
]


def list_addresses() -> list[tuple[str, str]]:
    """(name, path) of every page; one about a row that does not exist is left out."""
    found = []
    for name, model in PAGES:
        if model is None:
            found.append((name, reverse(f"console:{name}")))
        elif (first := apps.get_model(model).objects.order_by("pk").values_list("pk", flat=True).first()) is not None:
            found.append((name, reverse(f"console:{name}", args=[first])))
    return found
