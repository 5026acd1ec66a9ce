"""Who a row is about: the key they are known by, their name, their country, what they said about being written to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from wraca.connectors.columns import CUSTOMERS, Parse, Reader, read_values
from wraca.connectors.csv_files.countries import country_code
from wraca.connectors.csv_files.layout import Draft
from wraca.customers.identity.addresses import alias_of
from wraca.customers.incoming import normal_email, normal_phone

#: Columns of a person that only layouts fill, beside those of a file of customers.
MORE: Mapping[str, Parse] = {
    "full_name": Reader.text,
    "accepted_at": Reader.moment,
    "withdrawn_email": Reader.yes,
    "withdrawn_sms": Reader.yes,
    "withdrawn_at": Reader.moment,
    "withdrawn_why": Reader.text,
    "company": Reader.text,
    "tags": Reader.texts,
}
_PERSON: Mapping[str, Parse] = {**CUSTOMERS, **MORE}
#: Of an order's buyer, with this before their names.
BUYER = "customer_"
OF_BUYER: tuple[str, ...] = (
    *("email", "phone", "full_name", "given_name", "family_name", "street", "postcode", "city", "country"),
    *("language", "login"),
)
_BUYERS = {BUYER + name: name for name in OF_BUYER}
#: Stands for a moment that the file does not tell; the moment of the first import takes its place (known.py).
UNDATED = datetime(1970, 1, 2, tzinfo=UTC)
#: Parts of a family name that are written apart.
_PARTICLES = {"van", "von", "de", "der", "di", "da", "del", "la", "le", "al", "el"}


def key_of(email: str, phone: str, country: str) -> str | None:
    """For a file that gives no id: by the e-mail address, else the telephone. A hash, since ids stand in logs; one
    buyer of a marketplace has one, whatever the transaction."""
    if "@" in email:
        address = normal_email(email)
        return f"email:{_hash(alias_of(address) or address)}"
    number = normal_phone(phone, country) if phone else None
    return f"phone:{_hash(number)}" if number else None


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:20]


def split_name(full_name: str) -> tuple[str, str]:
    """Given name and family name. `Kowalska, Anna` is written the other way round."""
    if "," in full_name:
        family, _comma, given = full_name.partition(",")
        return given.strip(), family.strip()
    parts = full_name.split()
    if len(parts) < 2:
        return full_name, ""
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(parts[:start]), " ".join(parts[start:])


def person_values(draft: Draft, reader: Reader, country: str) -> dict[str, object]:
    """Fields of a NewCustomer. `country` is the shop's. Raises Malformed."""
    values = read_values(_PERSON, draft, reader)
    if name := values.pop("full_name", None):
        given, family = split_name(str(name))
        values.setdefault("given_name", given)
        values.setdefault("family_name", family)
    if "country" in values:
        code = country_code(str(values.pop("country")))
        values |= {"country": code} if code else {}
    consents = _consents(values)
    traits = {name: told for name in ("company", "tags") if (told := values.pop(name, None))}
    if traits:
        values["traits"] = traits
    if "outside_id" not in values:
        key = key_of(str(values.get("email", "")), str(values.get("phone", "")), str(values.get("country", country)))
        values |= {"outside_id": key} if key else {}
    return {**values, "consents": consents} if consents else values


def _consents(values: dict[str, object]) -> list[dict[str, object]]:
    """A ticked box is evidence of a flag and proves nothing; who unsubscribed elsewhere is not written to from here."""
    accepted_at, withdrawn_at = values.pop("accepted_at", None), values.pop("withdrawn_at", None)
    why = values.pop("withdrawn_why", None)
    consents = []
    for channel in ("email", "sms"):
        accepts, withdrawn = values.pop(f"accepts_{channel}", None), values.pop(f"withdrawn_{channel}", None)
        if withdrawn:
            evidence: dict[str, object] = {"kind": "suppression list"}
            evidence |= {"reason": str(why)[:200]} if why else {}
            consents.append(_consent(channel, "withdrawn", withdrawn_at, evidence))
        elif accepts:
            at = accepted_at or values.get("source_updated_at") or values.get("signed_up_at")
            consents.append(_consent(channel, "given", at, {"kind": "imported flag", "legacy": True}))
    return consents


def _consent(channel: str, action: str, at: object, evidence: dict[str, object]) -> dict[str, object]:
    more = {} if at else {"undated": True}
    return {"channel": channel, "action": action, "at": at or UNDATED, "evidence": {**evidence, **more}}


def buyer_draft(rows: list[Draft]) -> Draft:
    """What the rows of an order say about who bought, by the names of a customer's columns."""
    told: Draft = {}
    for row in reversed(rows):
        told |= {_BUYERS[column]: value for column, value in row.items() if value and column in _BUYERS}
    return told
