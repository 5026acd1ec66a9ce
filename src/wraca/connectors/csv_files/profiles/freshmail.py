"""FreshMail: a list of subscribers exported with their states, and the list of those who are blocked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted, pick
from wraca.connectors.csv_files.profiles.profile import Profile
from wraca.kit.text import fold

_PERSON = {
    "email": ("email", "e-mail", "adres e-mail", "adres email"),
    "given_name": ("imię", "imie", "first name"),
    "family_name": ("nazwisko", "last name"),
    "full_name": ("imię i nazwisko", "imie i nazwisko"),
    "phone": ("telefon", "telefon komórkowy", "phone"),
    "signed_up_at": ("data zapisu", "data dodania", "date added"),
    "accepted_at": ("data zapisu", "data dodania", "date added"),
    "withdrawn_at": ("data wypisania", "data rezygnacji", "data zablokowania"),
    "withdrawn_why": ("powód", "powod", "przyczyna"),
}
#: Waiting for a confirmation is neither: nothing is said.
_ACTIVE, _GONE = (
    ("aktywn", "active", "1"),
    ("wypisan", "rezygn", "unsub", "zablok", "skarg", "complain", "odbij", "bounc"),
)


def _subscriber(cells: Cells) -> list[Draft]:
    draft, state = drafted(cells, _PERSON), fold(pick(cells, "status", "stan"))
    if state.startswith(_ACTIVE):
        draft["accepts_email"] = "yes"
    elif any(stem in state for stem in _GONE):
        draft |= {"withdrawn_email": "yes", "withdrawn_why": draft.get("withdrawn_why") or state}
    return [draft]


def _blocked(cells: Cells) -> list[Draft]:
    return [{**drafted(cells, _PERSON), "withdrawn_email": "yes"}]


_EMAIL = "email|e-mail|adres e-mail|adres email"
PROFILES = (
    Profile(
        "freshmail_list",
        _("FreshMail: subscribers"),
        "customers",
        "freshmail",
        frozenset({_EMAIL, "status|stan", "data zapisu|data dodania|date added"}),
        _subscriber,
        _("Consent comes in as a flag without proof; who resigned, complained or was blocked is not written to."),
    ),
    Profile(
        "freshmail_blocked",
        _("FreshMail: blocked and unsubscribed"),
        "customers",
        "freshmail",
        frozenset({_EMAIL, "data wypisania|data rezygnacji|data zablokowania", "powód|powod|przyczyna"}),
        _blocked,
        _("Everybody on it is not written to."),
    ),
)
