"""Makes forms, and takes in whoever signs up."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer, normal_email
from wraca.customers.sign_up.models import SignUpAttempt, SignUpForm
from wraca.kit.errors import InvalidInput, WracaError
from wraca.kit.language import marked as _

FIELDS = ("given_name", "family_name", "phone", "birth_date")
WINDOW, KEEP = timedelta(minutes=15), timedelta(days=1)
#: From one place in WINDOW: an office or a school may share an origin.
MOST_FROM_ONE_PLACE = 10
LONGEST_TITLE, LONGEST_INTRO = 120, 500


class TooManySignUps(WracaError):
    """Too many from one place."""


def record_form(
    *, name: str, language: str, title: str, intro: str, fields: Sequence[str], by: int | None, now: datetime
) -> SignUpForm:
    """A new form. Raises InvalidInput."""
    values = _require_form(name, language, title, intro, fields)
    return SignUpForm.objects.create(key=secrets.token_urlsafe(9), created_at=now, created_by=by, **values)


def change_form(
    form: SignUpForm, *, name: str, language: str, title: str, intro: str, fields: Sequence[str], active: bool
) -> None:
    """Raises InvalidInput."""
    values = _require_form(name, language, title, intro, fields)
    SignUpForm.objects.filter(pk=form.pk).update(active=active, **values)


def _require_form(name: str, language: str, title: str, intro: str, fields: Sequence[str]) -> dict[str, object]:
    texts = {"name": name.strip(), "title": title.strip(), "intro": intro.strip()}
    if not texts["name"] or not texts["title"] or language not in ("pl", "en"):
        raise InvalidInput(_("A form has a name, a title, and a language: pl or en."))
    if max(len(texts["name"]), len(texts["title"])) > LONGEST_TITLE or len(texts["intro"]) > LONGEST_INTRO:
        raise InvalidInput(_("Name and title have at most 120 characters, the text at most 500."))
    if unknown := set(fields) - set(FIELDS):
        raise InvalidInput(f"a form cannot ask for {sorted(unknown)[0]!r}; it can for: {', '.join(FIELDS)}")
    return {**texts, "language": language, "fields": [field for field in FIELDS if field in fields]}


@transaction.atomic
def record_sign_up(form: SignUpForm, told: Mapping[str, str], *, origin_hash: bytes, now: datetime) -> int | None:
    """The customer who signed up: a potential one, whose address is a claim until they confirm it. Signing up again
    changes nothing that was told before: anybody can type anybody's address. None: what was told is no customer.

    told: `email` and the form's fields, as typed. Raises TooManySignUps.
    """
    _count(origin_hash, now)
    email = normal_email(told["email"])
    outside_id = hashlib.sha256(email.encode()).hexdigest()[:32]
    values: dict[str, Any] = {field: told[field].strip() for field in form.fields if told.get(field, "").strip()}
    if "birth_date" in values:
        try:
            values["birth_date"] = date.fromisoformat(str(values["birth_date"]))
        except ValueError:
            return None
    customer = NewCustomer(outside_id=outside_id, email=email, language=form.language, signed_up_at=now, **values)
    recorded = record_customers([customer], source=form.source, now=now, only_new=[outside_id])
    return recorded.results[0].id


def _count(origin_hash: bytes, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(origin_hash[:8], signed=True)])
    SignUpAttempt.objects.filter(at__lt=now - KEEP).delete()
    if SignUpAttempt.objects.filter(origin_hash=origin_hash, at__gt=now - WINDOW).count() >= MOST_FROM_ONE_PLACE:
        raise TooManySignUps("too many sign-ups from this place")
    SignUpAttempt.objects.create(origin_hash=origin_hash, at=now)
