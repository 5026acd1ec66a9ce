"""Answers who asked for a link to their own page: after the page has answered, so that its haste tells nothing."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app as queue

from wraca.customers.access.actions import Answered, answer_log_in_request, ask_for_address
from wraca.customers.access.limits import LINK_LASTS
from wraca.customers.queries import find_customer
from wraca.messages.letters import words
from wraca.messages.letters.actions import greeting_for, queue_letter
from wraca.messages.letters.sparing import is_mailbox_spared
from wraca.shop.queries import the_shop


def queue_answer(request_id: int) -> None:
    queue.configure_task("wraca:answer_log_in_request").defer(request_id=request_id)


def answer(request_id: int, now: datetime) -> None:
    with transaction.atomic():
        answered = answer_log_in_request(request_id, now)
        if answered is not None:
            queue_letter(
                _letter(answered),
                to=answered.address,
                key=f"log_in:{request_id}",
                now=now,
                customer_id=answered.customer_id,
                expires_at=now + LINK_LASTS,
            )


def _letter(answered: Answered) -> words.Letter:
    shop, language = the_shop().name, answered.language
    if answered.customer_id is None:
        return words.log_in_unsure(shop=shop, language=language)
    return words.log_in_link(
        shop=shop,
        url=find_portal_address(reverse("portal:enter", args=[answered.token])),
        minutes=int(LINK_LASTS.total_seconds() // 60),
        language=language,
        greeting=greeting_for(find_customer(answered.customer_id), language),
    )


def find_portal_address(path: str) -> str:
    """Without a public address, as on the machine of whoever tries it out."""
    return urljoin(settings.PUBLIC_URL or f"http://{settings.HOST}:{settings.PORT}", path)


def ask_for_new_address(customer_id: int, address: str, language: str, now: datetime) -> bool:
    """Writes to the new address, whose reader confirms it. False: no letter was sent."""
    if is_mailbox_spared(address, now):
        return False
    with transaction.atomic():
        token = ask_for_address(customer_id, address, now)
        if token is None:
            return False
        letter = words.new_address(
            shop=the_shop().name,
            url=find_portal_address(reverse("portal:confirm-address", args=[token])),
            minutes=int(LINK_LASTS.total_seconds() // 60),
            language=language,
        )
        key = f"new_address:{customer_id}:{now.isoformat()}"
        queue_letter(letter, to=address, key=key, now=now, customer_id=customer_id, expires_at=now + LINK_LASTS)
    return True
