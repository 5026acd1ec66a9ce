"""Writes what a person says of being written to, each word with its proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from wraca.customers.consents.fold import GIVEN, WITHDRAWN
from wraca.customers.consents.models import ConsentTrace, ConsentWording, OptIn
from wraca.customers.consents.queries import find_states
from wraca.customers.identity.queries import find_person
from wraca.customers.models import ConsentRecord, Customer
from wraca.events.actions import NewEvent, append_events
from wraca.kit.errors import InvalidInput
from wraca.kit.tokens import read_token, sign_token

#: A doubt about who pressed the button is raised within weeks, or never.
TRACE_LIFE = timedelta(days=90)
_WITHDRAWS = "withdraw consent"


@dataclass(frozen=True)
class Trace:
    """Where a word came from."""

    address: str | None = None
    user_agent: str = ""


@transaction.atomic
def record_consent(
    customer_id: int,
    wording: ConsentWording,
    *,
    source: str,
    now: datetime,
    action: str = GIVEN,
    awaits_confirmation: bool = False,
    form_url: str = "",
    by: int | None = None,
    evidence: Mapping[str, object] | None = None,
    trace: Trace | None = None,
) -> ConsentRecord:
    """That the customer agreed to the words they were shown.

    source: form, portal, staff, api …; `staff` needs `by`. form_url is kept without its query. Raises InvalidInput for
    an unknown customer.
    """
    if (source == "staff") != (by is not None):
        raise InvalidInput("a consent told to staff, and no other, names the staff member")
    _lock(customer_id)
    record, new = ConsentRecord.objects.get_or_create(
        customer_id=customer_id,
        purpose=wording.purpose,
        channel=wording.channel,
        action=action,
        at=now,
        source=source,
        defaults={
            "proven": True,
            "awaits_confirmation": awaits_confirmation,
            "wording": wording,
            "form_url": _page_of(form_url),
            "by": by,
            "evidence": dict(evidence or {}),
        },
    )
    if new:
        _follow(record, trace)
    return record


@transaction.atomic
def withdraw_consent(
    customer_id: int,
    *,
    purpose: str,
    channel: str,
    source: str,
    now: datetime,
    by: int | None = None,
    evidence: Mapping[str, object] | None = None,
    trace: Trace | None = None,
) -> list[ConsentRecord]:
    """Takes it back, for each customer that the person is known as: should they turn out to be two, neither is written
    to. Needs no consent before it, and ends what waits for a confirmation. Nothing new where that stood already.

    Raises InvalidInput for an unknown customer or channel.
    """
    if channel not in ConsentRecord.CHANNELS:
        raise InvalidInput(f"there is no channel {channel!r}")
    members = _lock(customer_id)
    open_requests = OptIn.objects.filter(
        customer_id__in=members, request__purpose=purpose, request__channel=channel, confirmed_at=None
    )
    open_requests.filter(expires_at__gt=now).update(expires_at=now)
    state = find_states(customer_id).get((purpose, channel))
    if state and state.standing == WITHDRAWN and state.proven and state.awaiting is None:
        return []
    records = [
        ConsentRecord.objects.get_or_create(
            customer_id=member,
            purpose=purpose,
            channel=channel,
            action=WITHDRAWN,
            at=now,
            source=source,
            defaults={"proven": True, "by": by, "evidence": dict(evidence or {})},
        )[0]
        for member in members
    ]
    for record in records:
        _follow(record, trace)
    return records


def write_withdrawal_token(customer_id: int, purpose: str, channel: str, *, key: str) -> str:
    """For the links of a message: who has it may take back this consent, and nothing else. It never goes stale."""
    return sign_token([str(customer_id), purpose, channel], use=_WITHDRAWS, key=key)


@dataclass(frozen=True)
class Withdrawal:
    customer_id: int
    purpose: str
    channel: str


def read_withdrawal_token(token: str, *, key: str) -> Withdrawal | None:
    """What the page shows before its button is pressed; it changes nothing. None: not one of ours."""
    parts = read_token(token, use=_WITHDRAWS, key=key)
    return Withdrawal(int(parts[0]), parts[1], parts[2]) if parts else None


def withdraw_by_token(token: str, *, key: str, now: datetime, trace: Trace | None = None) -> Withdrawal | None:
    """Without a log-in, and as often as somebody likes. None: not one of ours, or the customer was erased."""
    told = read_withdrawal_token(token, key=key)
    if told is None or not Customer.objects.filter(pk=told.customer_id).exists():
        return None
    withdraw_consent(told.customer_id, purpose=told.purpose, channel=told.channel, source="link", now=now, trace=trace)
    return told


def _lock(customer_id: int) -> tuple[int, ...]:
    """All of the person, in id order as everybody who writes customers."""
    person = find_person(customer_id)
    if person is None:
        raise InvalidInput(f"there is no customer {customer_id}")
    members = sorted(person.member_ids)
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=members).order_by("pk").values_list("pk"))
    return tuple(members)


def _follow(record: ConsentRecord, trace: Trace | None) -> None:
    if trace:
        ConsentTrace.objects.get_or_create(
            record=record,
            defaults={
                "address": trace.address,
                "user_agent": trace.user_agent.replace("\x00", "")[:300],
                "keep_until": record.at + TRACE_LIFE,
            },
        )
    kind = "consent.requested" if record.awaits_confirmation else f"consent.{record.action}"
    payload = {"channel": record.channel, "purpose": record.purpose}
    append_events([NewEvent(record.at, kind, f"consent:{record.pk}", record.customer_id, payload)])


def _page_of(url: str) -> str:
    """Queries hold names and tokens; a proof needs only the page."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:500] if parts.scheme in ("http", "https") else ""
