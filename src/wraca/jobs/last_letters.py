"""The letter that tells somebody that they are erased: made while they are known, queued when they no longer are.

It is the one message that may go to an erased address; once it left, or cannot, its body and address are forgotten
(wraca.messages.actions.end_message).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wraca.customers.identity.addresses import is_alias
from wraca.customers.identity.subjects import Subject
from wraca.customers.queries import find_customer
from wraca.messages.addresses import is_address
from wraca.messages.letters import words
from wraca.messages.letters.actions import choose_language, queue_letter
from wraca.messages.letters.words import Letter
from wraca.shop.queries import find_shop

#: Without a mail server the address is not kept for ever only to say that it is gone.
LETTER_WAITS = timedelta(days=14)


@dataclass(frozen=True)
class LastLetter:
    address: str
    letter: Letter


def prepare_last_letter(subject: Subject, *, keeps_orders: bool) -> LastLetter | None:
    """None: there is no address of their own to write to."""
    shop = find_shop()
    customer = find_customer(subject.canonical_id)
    known = [customer.email if customer else "", *sorted(subject.own_emails)]
    address = next((each for each in known if is_address(each) and not is_alias(each)), None)
    if shop is None or address is None:
        return None
    language = choose_language(customer, shop.language)
    return LastLetter(address, words.erasure_done(shop=shop.name, language=language, keeps_orders=keeps_orders))


def queue_last_letter(letter: LastLetter, erasure_id: int, now: datetime) -> None:
    """After the person's messages were erased, or it would be taken back with them."""
    key = f"erasure_done:{erasure_id}"
    queue_letter(letter.letter, to=letter.address, key=key, now=now, expires_at=now + LETTER_WAITS)
