"""Lets customers in to their own page, and out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from wraca.customers.access.limits import (
    DAY,
    LIMIT_ADDRESS,
    LINK_LASTS,
    SESSION_LASTS,
    is_address_spared,
    is_origin_too_busy,
)
from wraca.customers.access.models import CustomerSession, LogInLink, LogInRequest, ShopSecret, SpentToken
from wraca.customers.access.queries import (
    choose_person_of,
    count_address_links,
    count_requests,
    find_email,
    find_shop_secret,
)
from wraca.customers.access.shop_tokens import read_shop_token
from wraca.customers.freshness.actions import correct_field
from wraca.customers.identity.actions import record_link
from wraca.customers.identity.addresses import is_alias
from wraca.customers.identity.models import Identifier, IdentifierLink
from wraca.customers.identity.queries import find_known_by, find_person
from wraca.customers.incoming import normal_email
from wraca.customers.models import Customer
from wraca.events.actions import NewEvent, append_events
from wraca.events.incoming import require_source
from wraca.kit.errors import WracaError
from wraca.kit.tokens import choose_token, token_hash


@dataclass(frozen=True)
class Answered:
    """What to write to whom."""

    request_id: int
    address: str
    language: str
    #: None: the address may be of several people, and of none for sure.
    customer_id: int | None
    #: Of the link; empty without a customer.
    token: str


class TooManyRequests(WracaError):
    """Too many links were asked for from one place."""


@transaction.atomic
def record_log_in_request(
    address: str, *, address_hash: bytes, origin_hash: bytes, language: str, now: datetime
) -> LogInRequest:
    """Keeps that a link was asked for. Who is asked for is looked up later, by the queue: known or not, the answer is
    the same and takes as long. Raises TooManyRequests."""
    _take_turns(address_hash, origin_hash)
    LogInRequest.objects.filter(at__lt=now - DAY).delete()
    asked = count_requests(address_hash, origin_hash, now)
    if is_origin_too_busy(asked):
        raise TooManyRequests("too many links were asked for from this place")
    spared = is_address_spared(asked)
    return LogInRequest.objects.create(
        at=now,
        address="" if spared else normal_email(address),
        address_hash=address_hash,
        origin_hash=origin_hash,
        language=language,
        spared=spared,
    )


def _take_turns(*hashes: bytes) -> None:
    """Of two requests at once, the second counts the first."""
    keys = sorted(int.from_bytes(value[:8], signed=True) for value in hashes)
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def answer_log_in_request(request_id: int, now: datetime) -> Answered | None:
    """Forgets the typed address; whom it opens a page to, with the link's token. None: nobody, or answered before."""
    with transaction.atomic():
        request = LogInRequest.objects.select_for_update().filter(pk=request_id, answered_at=None).first()
        if request is None:
            return None
        address, request.address, request.answered_at = request.address, "", now
        request.save(update_fields=["address", "answered_at"])
        identifier = find_email(address) if address else None
        choice = choose_person_of(identifier) if identifier else None
        if identifier is None or choice is None or not choice.people:
            return None
        token = make_log_in_link(identifier, choice.person_id, now) if choice.person_id else ""
        return Answered(request.pk, address, request.language, choice.person_id, token)


def make_log_in_link(
    identifier: Identifier, customer_id: int, now: datetime, *, purpose: str = LogInLink.LOG_IN
) -> str:
    """The token, which is kept nowhere."""
    token = choose_token()
    LogInLink.objects.create(
        customer_id=customer_id,
        identifier=identifier,
        purpose=purpose,
        token_hash=token_hash(token),
        made_at=now,
        expires_at=now + LINK_LASTS,
    )
    return token


@transaction.atomic
def follow_log_in_link(token: str, now: datetime) -> str | None:
    """Uses the link up; the token of a session. None: it is spent or out of date, or the address has meanwhile been
    found to be somebody else's."""
    link = _use(token, LogInLink.LOG_IN, now)
    if link is None or choose_person_of(link.identifier).person_id != link.customer.canonical_id:
        return None
    record_link(
        Identifier.EMAIL,
        link.identifier.value,
        link.customer_id,
        proof=IdentifierLink.LOG_IN,
        now=now,
        evidence={"link": link.pk},
    )
    return begin_session(link.customer_id, CustomerSession.LINK, now)


def _use(token: str, purpose: str, now: datetime) -> LogInLink | None:
    unused = LogInLink.objects.filter(token_hash=token_hash(token), purpose=purpose, used_at=None, expires_at__gt=now)
    # Of two at once, the second waits for the first and then finds nothing.
    if not unused.update(used_at=now):
        return None
    return LogInLink.objects.select_related("identifier", "customer").get(token_hash=token_hash(token))


def ask_for_address(customer_id: int, address: str, now: datetime) -> str | None:
    """The token of a link for a letter to the new address, which stays a stranger's until it is followed. None: it is a
    marketplace's, or was asked for often enough today."""
    person = find_person(customer_id)
    email = normal_email(address)
    if person is None or is_alias(email) or count_address_links(person.member_ids, now) >= LIMIT_ADDRESS:
        return None
    identifier, _new = Identifier.objects.get_or_create(kind=Identifier.EMAIL, source="", value=email)
    return make_log_in_link(identifier, customer_id, now, purpose=LogInLink.ADDRESS)


@transaction.atomic
def follow_address_link(token: str, now: datetime) -> bool:
    """The address becomes the customer's, proven by who reads its post. False: the link is spent or out of date."""
    link = _use(token, LogInLink.ADDRESS, now)
    address = link.identifier.value if link else ""
    # Who proved it before keeps it: that the two are one person is for staff to find out.
    if link is None or set(find_known_by(Identifier.EMAIL, address, proven=True)) - {link.customer.canonical_id}:
        return False
    correct_field(link.customer_id, "email", {"email": address}, by=None, now=now)
    proof, evidence = IdentifierLink.LOG_IN, {"link": link.pk}
    record_link(Identifier.EMAIL, address, link.customer_id, proof=proof, now=now, evidence=evidence)
    return True


def begin_session(customer_id: int, way: str, now: datetime) -> str:
    CustomerSession.objects.filter(ends_at__lt=now).delete()
    token = choose_token()
    session = CustomerSession.objects.create(
        customer_id=customer_id, token_hash=token_hash(token), way=way, began_at=now, ends_at=now + SESSION_LASTS
    )
    key = f"customer.page_opened:{session.pk}"
    append_events([NewEvent(now, "customer.page_opened", key, customer_id, {"way": way})])
    return token


def end_session(session_token: str) -> None:
    CustomerSession.objects.filter(token_hash=token_hash(session_token)).delete()


def end_sessions_of(customer_ids: tuple[int, ...]) -> int:
    """On every device."""
    return CustomerSession.objects.filter(customer_id__in=customer_ids).delete()[0]


def set_shop_secret(source: str, *, now: datetime, by: int | None) -> str:
    """A new secret for the source, shown once to whoever sets up the shop; tokens of the one before are worthless."""
    secret = choose_token()
    row = {"secret": secret, "made_at": now, "made_by": by}
    ShopSecret.objects.update_or_create(source=require_source(source), defaults=row)
    return secret


def remove_shop_secret(source: str) -> bool:
    return bool(ShopSecret.objects.filter(source=source).delete()[0])


@transaction.atomic
def follow_shop_token(source: str, text: str, now: datetime) -> str | None:
    """The token of a session for the customer that the shop named; None: it is not the shop's, spent, out of date, or
    names nobody."""
    known = find_shop_secret(source)
    token = read_shop_token(text, known.secret, now) if known else None
    if token is None or not _spend(f"{source}:{token.nonce}", token.expires_at, now):
        return None
    customer_id = Customer.objects.filter(source=source, outside_id=token.customer).values_list("id", flat=True).first()
    return None if customer_id is None else begin_session(customer_id, CustomerSession.SHOP, now)


def _spend(nonce: str, expires_at: datetime, now: datetime) -> bool:
    """False: it was used before."""
    SpentToken.objects.filter(expires_at__lt=now).delete()
    try:
        with transaction.atomic():
            SpentToken.objects.create(token_hash=token_hash(nonce), expires_at=expires_at)
    except IntegrityError:
        return False
    return True
