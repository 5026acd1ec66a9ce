"""Every page of the domains: it opens, for an empty shop and for a full one, in both languages."""

from __future__ import annotations

import pytest
from django.urls import reverse

LISTS = [
    "today",
    "customers",
    "lifecycle",
    "lifecycle-moves",
    "lifecycle-value",
    "lifecycle-cohorts",
    "lifecycle-predictions",
    "orders",
    "products",
    "system",
    "system-jobs",
    "system-sources",
    "system-pause",
    "settings",
    "settings-keys",
    "settings-senders",
    "settings-wordings",
    "messages",
]


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("name", LISTS)
def test_page_opens_in_an_empty_shop(name, language, empty_shop, owner):
    owner.cookies["wraca_language"] = language
    assert owner.get(reverse(f"console:{name}")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_page_opens_before_the_first_refresh(name, shop, owner):
    assert owner.get(reverse(f"console:{name}")).status_code == 200
