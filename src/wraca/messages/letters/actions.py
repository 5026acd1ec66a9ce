"""Letters queued as messages."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.models import Customer
from wraca.customers.names.queries import greet_customer
from wraca.messages.actions import queue_message
from wraca.messages.drafts import LANGUAGES, SERVICE, Draft
from wraca.messages.letters.layout import write_html, write_text
from wraca.messages.letters.words import Letter
from wraca.messages.models import Message


def queue_letter(
    letter: Letter,
    *,
    to: str,
    key: str,
    now: datetime,
    customer_id: int | None = None,
    expires_at: datetime | None = None,
    secret: bool | None = None,
) -> Message:
    """As `queue_message`. A letter with a link or a code is forgotten once it left, unless `secret` says otherwise."""
    draft = Draft(
        purpose=SERVICE,
        kind=letter.kind,
        address=to,
        language=letter.language,
        subject=letter.subject,
        text=write_text(letter),
        html=write_html(letter),
        customer_id=customer_id,
        expires_at=expires_at,
        secret=bool(letter.url or letter.code) if secret is None else secret,
    )
    return queue_message(draft, key=key, now=now)


def choose_language(customer: Customer | None, shop_language: str) -> str:
    """The customer's own, where we write it; else the shop's."""
    own = (customer.language if customer else "").lower()[:2]
    return own if own in LANGUAGES else (shop_language if own in ("", "pl") else "en")


def greeting_for(customer: Customer | None, language: str) -> str:
    """Empty: the letter greets nobody by name."""
    return greet_customer(customer, language=language).text if customer else ""
