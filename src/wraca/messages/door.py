"""Who may leave: asked of each message at the last moment, of nothing else. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from wraca.messages.drafts import MARKETING
from wraca.messages.wishes import NOTHING, About, Reader, find_objection

#: The verdicts are states of a message.
LEAVE, WAIT, SUPPRESSED, WITHHELD = "leave", "wait", "suppressed", "withheld"
#: Reasons.
PAUSED, NO_SERVER, NO_SENDER, NO_PUBLIC_ADDRESS = "paused", "no_server", "no_sender", "no_public_address"
EXPIRED, OTHER_SHOP, NO_ADDRESS, ALIAS = "expired", "other_shop", "no_address", "alias"
CUSTOMER_GONE, NO_CONSENT, WITHDRAWN = "customer_gone", "no_consent", "withdrawn"


@dataclass(frozen=True)
class Shop:
    """What the whole house allows."""

    paused: bool
    #: Whether the sample shop is loaded: its messages go to the house's own mailbox, and nobody else's do.
    sample: bool
    #: Whether there is an address to send from that was verified.
    has_sender: bool
    #: Channels with a server to hand messages to.
    channels: Collection[str]
    #: Whether a link in a message leads to this house from outside: unsubscribing must work.
    has_public_address: bool


@dataclass(frozen=True)
class Asked:
    """One message, as far as the question goes."""

    purpose: str
    channel: str
    sample: bool
    expires_at: datetime | None
    has_address: bool
    #: It asks somebody to prove that a sender's address is theirs.
    checks_sender: bool = False
    #: It is addressed to nobody who is a customer.
    of_customer: bool = True
    customer_exists: bool = True
    #: A consent given for this purpose and channel, by the whole person, and not withdrawn.
    consented: bool = False
    #: The record that shows it.
    consent_id: int | None = None
    #: They said no to this channel; else there is just no consent.
    refused: bool = False
    #: What it is about, and what its reader wants.
    about: About = NOTHING
    reader: Reader = field(default_factory=Reader)
    #: A marketplace's forwarding address.
    is_alias: bool = False
    #: Reasons why the address gets no message of this purpose.
    suppressions: Collection[str] = ()


@dataclass(frozen=True)
class Verdict:
    outcome: str
    reason: str = ""


def ask(message: Asked, shop: Shop, now: datetime) -> Verdict:
    """What is never sent is judged before what only waits: a pause keeps nothing alive."""
    if message.sample != shop.sample:
        return Verdict(WITHHELD, OTHER_SHOP)
    if message.expires_at is not None and message.expires_at <= now:
        return Verdict(WITHHELD, EXPIRED)
    if message.of_customer and not message.customer_exists:
        return Verdict(SUPPRESSED, CUSTOMER_GONE)
    if not message.has_address:
        return Verdict(WITHHELD, NO_ADDRESS)
    if message.suppressions:
        return Verdict(SUPPRESSED, min(message.suppressions))
    if message.purpose == MARKETING and (refusal := _marketing(message)):
        return refusal
    return _house(message, shop)


def _marketing(message: Asked) -> Verdict | None:
    if message.is_alias:
        return Verdict(WITHHELD, ALIAS)
    if not message.consented:
        return Verdict(WITHHELD, WITHDRAWN if message.refused else NO_CONSENT)
    objection = find_objection(message.about, message.reader)
    return Verdict(WITHHELD, objection) if objection else None


def _house(message: Asked, shop: Shop) -> Verdict:
    if shop.paused:
        return Verdict(WAIT, PAUSED)
    if message.channel not in shop.channels:
        return Verdict(WAIT, NO_SERVER)
    if not (shop.has_sender or shop.sample or message.checks_sender):
        return Verdict(WAIT, NO_SENDER)
    if message.purpose == MARKETING and not (shop.has_public_address or shop.sample):
        return Verdict(WAIT, NO_PUBLIC_ADDRESS)
    return Verdict(LEAVE)
