"""Double opt-in: a consent counts when whoever has the address says so again.

A scanner of mails opens every link it finds; so opening one reads (`find_opt_in`), and only the button on the page
confirms (`confirm_opt_in`). The token works once, for 48 hours; of it only a hash is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from wraca.customers.consents.actions import Trace, record_consent
from wraca.customers.consents.fold import CONFIRMED
from wraca.customers.consents.models import ConsentWording, OptIn
from wraca.customers.identity.actions import record_link
from wraca.customers.identity.models import IdentifierLink
from wraca.customers.identity.queries import may_be_marketed
from wraca.customers.models import Customer
from wraca.kit.errors import InvalidInput
from wraca.kit.tokens import choose_token, token_hash

LIFE = timedelta(hours=48)
#: Letters that nobody asked for are a nuisance, and somebody may type another's address.
MOST_A_DAY = 3
OPEN, DONE, STALE, UNKNOWN = "open", "done", "stale", "unknown"
_KINDS = {"email": "email", "sms": "phone", "phone": "phone"}


@dataclass(frozen=True)
class OptInState:
    """OPEN: to be confirmed; DONE: it was, now or before; STALE: too late, withdrawn meanwhile, or the address changed;
    UNKNOWN: not a token of ours."""

    outcome: str
    opt_in: OptIn | None = None


@transaction.atomic
def request_opt_in(
    customer_id: int,
    wording: ConsentWording,
    *,
    source: str,
    now: datetime,
    form_url: str = "",
    trace: Trace | None = None,
) -> str | None:
    """The token to send to the customer's own address; None: asked often enough for a day, send nothing.

    Raises InvalidInput for an unknown customer, and for one without the address that the channel needs.
    """
    customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    address = _address(customer, wording.channel) if customer else ""
    if not address:
        raise InvalidInput(f"customer {customer_id} is unknown, or has no address for {wording.channel}")
    asked = OptIn.objects.filter(customer_id=customer_id, request__channel=wording.channel, asked_at__gt=now - LIFE / 2)
    if asked.count() >= MOST_A_DAY:
        return None
    request = record_consent(
        customer_id, wording, source=source, now=now, awaits_confirmation=True, form_url=form_url, trace=trace
    )
    token = choose_token()
    OptIn.objects.create(
        request=request,
        customer_id=customer_id,
        address=address,
        token_hash=token_hash(token),
        asked_at=now,
        expires_at=now + LIFE,
    )
    return token


def find_opt_in(token: str, now: datetime) -> OptInState:
    """What the page shows. Changes nothing."""
    opt_in = OptIn.objects.select_related("request__wording", "customer").filter(token_hash=token_hash(token)).first()
    return _judge(opt_in, now)


@transaction.atomic
def confirm_opt_in(token: str, *, now: datetime, trace: Trace | None = None) -> OptInState:
    """The consent is given from now on, and the address proven to be the customer's. Pressing again changes nothing."""
    found = OptIn.objects.filter(token_hash=token_hash(token)).values_list("customer_id", flat=True).first()
    if found is None:
        return OptInState(UNKNOWN)
    # The customer first, as everybody who writes consents.
    list(Customer.objects.select_for_update(no_key=True).filter(pk=found).values_list("pk"))
    state = find_opt_in(token, now)
    if state.outcome != OPEN or state.opt_in is None:
        return state
    opt_in, request = state.opt_in, state.opt_in.request
    record_consent(
        opt_in.customer_id,
        request.wording,
        source=request.source,
        now=now,
        action=CONFIRMED,
        form_url=request.form_url,
        evidence={"request": request.pk, "opt_in": opt_in.pk},
        trace=trace,
    )
    opt_in.confirmed_at = now
    opt_in.save(update_fields=["confirmed_at"])
    kind = _KINDS[request.channel]
    proof = IdentifierLink.OPT_IN
    record_link(kind, opt_in.address, opt_in.customer_id, proof=proof, now=now, evidence={"opt_in": opt_in.pk})
    return OptInState(DONE, opt_in)


def _judge(opt_in: OptIn | None, now: datetime) -> OptInState:
    if opt_in is None:
        return OptInState(UNKNOWN)
    if opt_in.confirmed_at is not None:
        return OptInState(DONE, opt_in)
    moved = opt_in.address != _address(opt_in.customer, opt_in.request.channel)
    return OptInState(STALE if moved or opt_in.expires_at <= now else OPEN, opt_in)


def _address(customer: Customer, channel: str) -> str:
    """Empty where the channel needs none, there is none, or it is a marketplace's and not the customer's own."""
    kind = _KINDS.get(channel)
    address = str(getattr(customer, kind)) if kind else ""
    return "" if kind == "email" and not may_be_marketed(address) else address
