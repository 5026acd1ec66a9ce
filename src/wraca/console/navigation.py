"""The side navigation, in one list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wraca.staff.roles import may


@dataclass(frozen=True, slots=True)
class Place:
    #: The url's name in the namespace `console`; its pages carry names that begin with one of `covers`.
    url_name: str
    label: str | Promise
    icon: str
    permission: str
    covers: tuple[str, ...] = ()
    #: g, then this letter.
    jump: str = ""
    #: Stands in the bottom bar of a phone.
    at_hand: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    places: tuple[Place, ...]


GROUPS = (
    Group(
        "",
        (
            Place("today", _("Today"), "today", "see_today", jump="t", at_hand=True),
            Place("customers", _("Customers"), "customers", "see_customers", ("customer",), "c", at_hand=True),
            Place("lifecycle", _("Life cycle"), "lifecycle", "see_lifecycle", ("lifecycle",), "l", at_hand=True),
            Place("segments", _("Segments"), "filter", "see_segments", ("segment",), "e"),
            Place("orders", _("Orders"), "orders", "see_orders", ("order",), "o", at_hand=True),
            Place("quality", _("Data quality"), "shield", "see_customers", jump="q"),
            Place("products", _("Products"), "products", "see_products", ("product",), "p"),
            Place("sign-up-forms", _("Sign-up forms"), "plus", "manage_sign_up_forms", ("sign-up",)),
            Place("questions", _("Questions"), "info", "manage_questions", ("question",)),
            Place("messages", _("Messages"), "mail", "see_messages", ("messages",), "m"),
        ),
    ),
    Group(
        pgettext_lazy("part of the navigation", "House"),
        (
            Place("system", _("System"), "system", "see_system", ("system", "job"), "s"),
            Place("accounts", _("Accounts"), "accounts", "manage_accounts", ("account",), "a"),
            Place("audit-log", _("Audit log"), "audit", "see_audit_log"),
            Place("settings", _("Settings"), "settings", "change_settings", ("settings",)),
        ),
    ),
)


def list_places(role: str) -> list[tuple[Group, list[Place]]]:
    """The groups with the places this role may enter; empty groups are left out."""
    groups = [(group, [place for place in group.places if may(role, place.permission)]) for group in GROUPS]
    return [(group, places) for group, places in groups if places]


def is_here(place: Place, url_name: str) -> bool:
    return url_name == place.url_name or any(
        url_name == start or url_name.startswith(f"{start}-") for start in place.covers
    )


def address(place: Place) -> str:
    return reverse(f"console:{place.url_name}")
