"""GetResponse: Contacts > Search > Export, and the exported list of those who were removed or unsubscribed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraca.connectors.csv_files.layout import Cells, Draft, drafted
from wraca.connectors.csv_files.profiles.profile import Profile

_PERSON = {
    "email": ("email", "e-mail", "adres e-mail"),
    "full_name": ("name", "nazwa", "imię i nazwisko"),
    "phone": ("phone", "telefon"),
    "city": ("city", "miasto"),
    "postcode": ("postal_code", "kod pocztowy"),
    "country": ("country", "kraj"),
    "birth_date": "birthdate",
    "signed_up_at": ("added on", "added", "data dodania"),
    "accepted_at": ("added on", "added", "data dodania"),
    "withdrawn_at": ("removed on", "unsubscribed on", "data wypisania"),
    "withdrawn_why": ("reason", "powód"),
}


def _subscribed(cells: Cells) -> list[Draft]:
    return [{**drafted(cells, _PERSON), "accepts_email": "yes"}]


def _removed(cells: Cells) -> list[Draft]:
    return [{**drafted(cells, _PERSON), "withdrawn_email": "yes"}]


_NEEDS = frozenset(
    {"email|e-mail|adres e-mail", "name|nazwa|imię i nazwisko", "campaign|list|lista", "added on|added|data dodania"}
)
PROFILES = (
    Profile(
        "getresponse_list",
        _("GetResponse: contacts"),
        "customers",
        "getresponse",
        _NEEDS,
        _subscribed,
        _("Consent comes in as a flag without proof. Bring in those who unsubscribed as well."),
    ),
    Profile(
        "getresponse_removed",
        _("GetResponse: unsubscribed and removed"),
        "customers",
        "getresponse",
        _NEEDS | {"removed on|unsubscribed on|data wypisania"},
        _removed,
        _("Everybody on it is not written to."),
    ),
)
