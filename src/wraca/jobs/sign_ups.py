"""Somebody signs up on a form: a potential customer, a consent that waits, and the letter that asks to confirm it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from wraca.customers.consents.actions import Trace
from wraca.customers.consents.models import ConsentWording
from wraca.customers.consents.opt_in import LIFE, request_opt_in
from wraca.customers.identity.addresses import is_alias
from wraca.customers.incoming import normal_email
from wraca.customers.queries import find_customer
from wraca.customers.sign_up.actions import record_sign_up
from wraca.customers.sign_up.models import SignUpForm
from wraca.jobs.log_in_letters import find_portal_address
from wraca.messages.addresses import is_address
from wraca.messages.letters import words
from wraca.messages.letters.actions import greeting_for, queue_letter
from wraca.messages.letters.sparing import is_mailbox_spared
from wraca.shop.queries import the_shop

SOURCE = "form"


@transaction.atomic
def sign_up(
    form: SignUpForm,
    told: Mapping[str, str],
    wording: ConsentWording,
    *,
    origin_hash: bytes,
    form_url: str,
    trace: Trace,
    now: datetime,
) -> bool:
    """False: what was told is no customer. Raises TooManySignUps."""
    if is_alias(normal_email(told["email"])):
        return False
    customer_id = record_sign_up(form, told, origin_hash=origin_hash, now=now)
    if customer_id is None:
        return False
    ask_to_confirm(customer_id, wording, source=SOURCE, language=form.language, form_url=form_url, trace=trace, now=now)
    return True


def ask_to_confirm(
    customer_id: int,
    wording: ConsentWording,
    *,
    source: str,
    language: str,
    form_url: str,
    trace: Trace,
    now: datetime,
) -> bool:
    """The double opt-in letter. False: enough of them were sent for one day, or no letter gets to the address."""
    customer = find_customer(customer_id)
    if customer is None or not _may_be_asked(customer.email, now):
        return False
    token = request_opt_in(customer_id, wording, source=source, now=now, form_url=form_url, trace=trace)
    if token is None:
        return False
    letter = words.confirm_subscription(
        shop=the_shop().name,
        wording=wording.text,
        url=find_portal_address(reverse("portal:confirm-subscription", args=[token])),
        hours=int(LIFE.total_seconds() // 3600),
        language=language,
        greeting=greeting_for(customer, language),
    )
    key = f"opt_in:{customer_id}:{now.isoformat()}"
    queue_letter(letter, to=customer.email, key=key, now=now, customer_id=customer_id, expires_at=now + LIFE)
    return True


def _may_be_asked(address: str, now: datetime) -> bool:
    """A marketplace's address is nobody's own, and a source may have told one that no envelope takes."""
    return is_address(address) and not is_alias(address) and not is_mailbox_spared(address, now)
