"""What the keyboard palette finds: pages and deeds here, customers, orders and products from providers listed below.

A provider is a function `(query, limit) -> list[Found]` with the permission it needs. The domains' find functions are
wrapped in the console's own folders (console/customers/found.py …) and named in PROVIDERS.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wraca.console.customers import found as customers
from wraca.console.found import Found, Provider
from wraca.console.navigation import address, list_places
from wraca.console.orders import found as orders
from wraca.console.products import found as products
from wraca.kit.text import fold
from wraca.staff.roles import may

LIMIT = 6


@dataclass(frozen=True, slots=True)
class Deed:
    label: str | Promise
    #: The name of a page in `console`, where the deed is done or confirmed.
    url_name: str
    icon: str
    permission: str
    #: Other words one may type for it, in both languages.
    words: str = ""


DEEDS: tuple[Deed, ...] = (
    Deed(_("Invite a colleague"), "account-invite", "plus", "manage_accounts", "invite account user zaproś konto"),
    Deed(_("Change your password"), "profile", "key", "change_own_account", "password hasło"),
    Deed(_("Turn on the second factor"), "second-factor-set-up", "shield", "change_own_account", "totp 2fa kod"),
    Deed(_("Run the refresh"), "system", "refresh", "run_jobs", "refresh compute odśwież przelicz"),
    Deed(
        _("Look at customers known twice"),
        "customer-duplicates",
        "customers",
        "merge_customers",
        "duplicates merge duplikaty podwójni scal połącz",
    ),
    Deed(_("Pause everything"), "system-pause", "pause", "pause_everything", "stop hold wstrzymaj pauza"),
    Deed(_("Make an API key"), "settings-keys", "key", "change_settings", "token secret klucz api"),
    Deed(_("See rejected rows"), "system-sources", "file", "see_system", "import errors odrzucone wiersze błędy"),
    Deed(_("Look at the components"), "style", "palette", "see_style", "style design komponenty styl"),
)
PROVIDERS: tuple[Provider, ...] = (
    Provider(_("Customers"), "see_customers", customers.find, least_letters=1),
    Provider(_("Orders"), "see_orders", orders.find, least_letters=1),
    Provider(_("Products"), "see_products", products.find, least_letters=3),
)


def find_places(query: str, role: str) -> list[Found]:
    places = [place for _group, places in list_places(role) for place in places]
    return [
        Found(str(place.label), address(place), place.icon, note=f"g {place.jump}" if place.jump else "")
        for place in places
        if _matches(query, f"{place.label} {place.url_name}")
    ]


def find_deeds(query: str, role: str) -> list[Found]:
    return [
        Found(str(deed.label), reverse(f"console:{deed.url_name}"), deed.icon)
        for deed in DEEDS
        if may(role, deed.permission) and query and _matches(query, f"{deed.label} {deed.words}")
    ]


def find_all(query: str, role: str) -> list[tuple[str | Promise, list[Found]]]:
    """The groups that have something, in a fixed order."""
    query = query.strip()[:100]
    groups: list[tuple[str | Promise, list[Found]]] = [(_("Pages"), find_places(query, role)[: LIMIT + 3])]
    groups += [
        (provider.label, provider.find(query, LIMIT))
        for provider in PROVIDERS
        if may(role, provider.permission) and len(query) >= provider.least_letters
    ]
    groups.append((_("Do"), find_deeds(query, role)[:LIMIT]))
    return [(label, found) for label, found in groups if found]


def _matches(query: str, text: str) -> bool:
    """Every word of the query begins a word of the text, accents and case aside."""
    words = fold(text).split()
    return all(any(word.startswith(part) for word in words) for part in fold(query).split())
