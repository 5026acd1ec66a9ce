"""What a source tells about a customer. A field that is left out says nothing and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wraca.events.incoming import (
    Moment,
    OutsideId,
    Short,
    Traits,
    Word,
    id_problem,
    json_problem,
    moment_problem,
    text_problem,
)
from wraca.kit.recorded import Problem
from wraca.kit.text import one_line

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,63}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_POLISH_NUMBER = re.compile(r"[1-9][0-9]{8}")
_SPACING = str.maketrans("", "", " -.()/\u00a0")
TEXTS = ("given_name", "family_name", "street", "postcode", "city", "language")
FIELDS = (*TEXTS, "email", "phone", "country", "birth_date", "signed_up_at", "invented", "traits")


class NewConsent(Word, frozen=True):
    channel: Literal["email", "sms", "phone", "push", "messenger", "post"]
    action: Literal["given", "withdrawn", "confirmed"]
    at: Moment
    purpose: Short = "marketing"
    #: False for a flag that came with an import: it says a box was ticked, and proves nothing.
    proven: bool = False
    #: Wording, form, language: whatever shows what was agreed to.
    evidence: Traits = {}


class NewCustomer(Word, frozen=True):
    outside_id: OutsideId
    given_name: Short | UnsetType = UNSET
    family_name: Short | UnsetType = UNSET
    email: Short | UnsetType = UNSET
    phone: Short | UnsetType = UNSET
    birth_date: date | UnsetType | None = UNSET
    street: Short | UnsetType = UNSET
    postcode: Short | UnsetType = UNSET
    city: Short | UnsetType = UNSET
    country: Annotated[str, Meta(description="ISO 3166 alpha-2, e.g. PL; empty when unknown.")] | UnsetType = UNSET
    language: Short | UnsetType = UNSET
    #: Left out for a customer never heard of: now.
    signed_up_at: Moment | UnsetType = UNSET
    #: Made up by the sample shop.
    invented: bool | UnsetType = UNSET
    #: Replaces all traits told before.
    traits: Traits | UnsetType = UNSET
    consents: list[NewConsent] = []
    #: The source's own clock: an older word never overwrites a newer one.
    source_updated_at: Moment | None = None


def normal_email(email: str) -> str:
    """Trimmed, lower case, the domain as it is asked for in the DNS: otherwise another spelling of it, such as one in
    wide letters, would pass by whatever is known of the address. Dots and plus signs stay: only the mailbox's owner
    knows what they mean."""
    email = email.strip().lower()
    return email if email.isascii() else _with_ascii_domain(email)


def _with_ascii_domain(email: str) -> str:
    mailbox, at, domain = email.rpartition("@")
    try:
        return f"{mailbox}{at}{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        return email


def normal_phone(phone: str, country: str) -> str | None:
    """E.164, a number without a country code read as one of `country`; None if it is no telephone number."""
    compact = phone.translate(_SPACING)
    if _E164.fullmatch(compact):
        return compact
    # Nearly every number of a Polish shop, forty times quicker than the library.
    if country == "PL" and _POLISH_NUMBER.fullmatch(compact):
        return f"+48{compact}"
    # Hundreds of files: not for a shop whose numbers are all Polish.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def normal_customer(customer: NewCustomer, country: str) -> NewCustomer:
    """Trimmed, each text a line, e-mail in lower case, phone as E.164 where it is one. `country` is the shop's."""
    told: dict[str, object] = {}
    for field in ("given_name", "family_name", "street", "postcode", "city", "language"):
        value = getattr(customer, field)
        if value is not UNSET and value != (line := one_line(value)):
            told[field] = line
    if customer.email is not UNSET:
        told["email"] = normal_email(customer.email)
    if customer.phone is not UNSET:
        region = customer.country or country
        told["phone"] = normal_phone(customer.phone, region) or customer.phone.strip()
    if customer.country is not UNSET:
        told["country"] = customer.country.strip().upper()
    return msgspec.structs.replace(customer, **told) if told else customer


def find_problem(customer: NewCustomer, now: datetime) -> Problem | None:
    """What keeps a normalised customer from being recorded; None: nothing."""
    return (
        id_problem(customer.outside_id)
        or text_problem({field: getattr(customer, field) for field in TEXTS})
        or _contact_problem(customer)
        or _moments_problem(customer, now)
        or (json_problem("traits", customer.traits) if customer.traits else None)
        or _consents_problem(customer, now)
    )


def _contact_problem(customer: NewCustomer) -> Problem | None:
    if customer.email and (
        len(customer.email) > 254 or not _EMAIL.fullmatch(customer.email) or "\x00" in customer.email
    ):
        # The address itself stays out: problems end up in logs.
        return Problem("email_malformed", {"id": customer.outside_id})
    if customer.phone and not _E164.fullmatch(customer.phone):
        return Problem("phone_malformed", {"id": customer.outside_id})
    if customer.country and not _COUNTRY.fullmatch(customer.country):
        return Problem("country_malformed", {"given": customer.country[:20]})
    return None


def _moments_problem(customer: NewCustomer, now: datetime) -> Problem | None:
    born = customer.birth_date or None
    if born and not date(1880, 1, 1) <= born <= now.date():
        return Problem("birth_date_out_of_range", {"given": born.isoformat()})
    signed_up = customer.signed_up_at or None
    return moment_problem("signed_up_at", signed_up, now) or moment_problem(
        "source_updated_at", customer.source_updated_at, now
    )


def _consents_problem(customer: NewCustomer, now: datetime) -> Problem | None:
    for consent in customer.consents:
        problem = (
            moment_problem("consents.at", consent.at, now)
            or text_problem({"consents.purpose": consent.purpose})
            or json_problem("consents.evidence", consent.evidence)
        )
        if problem:
            return problem
    return None


def together(earlier: NewCustomer, later: NewCustomer) -> NewCustomer:
    """Two words about one customer as one: the newer says what it says, the older the rest. Without clocks of their
    source, the one that came later is the newer."""
    if earlier.source_updated_at and later.source_updated_at and later.source_updated_at < earlier.source_updated_at:
        earlier, later = later, earlier
    told: Mapping[str, object] = {field: value for field in FIELDS if (value := getattr(later, field)) is not UNSET}
    stamps = [stamp for stamp in (earlier.source_updated_at, later.source_updated_at) if stamp]
    return msgspec.structs.replace(
        earlier,
        **told,
        consents=[*earlier.consents, *later.consents],
        source_updated_at=max(stamps, default=None),
    )
