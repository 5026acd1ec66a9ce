"""The only reads of access."""

from __future__ import annotations

from datetime import datetime

from wraca.customers.access.choosing import Choice, Claim, choose_person
from wraca.customers.access.limits import DAY, WINDOW, Asked
from wraca.customers.access.models import CustomerSession, LogInLink, LogInRequest, ShopSecret
from wraca.customers.identity.models import Identifier, IdentifierLink
from wraca.customers.identity.queries import Person, find_person
from wraca.kit.tokens import token_hash


def count_requests(address_hash: bytes, origin_hash: bytes, now: datetime) -> Asked:
    recent = LogInRequest.objects.filter(at__gt=now - WINDOW)
    of_address = LogInRequest.objects.filter(address_hash=address_hash, spared=False)
    return Asked(
        address=of_address.filter(at__gt=now - WINDOW).count(),
        address_day=of_address.filter(at__gt=now - DAY).count(),
        origin=recent.filter(origin_hash=origin_hash).count(),
    )


def find_email(address: str) -> Identifier | None:
    return Identifier.objects.filter(kind=Identifier.EMAIL, source="", value=address).first()


def choose_person_of(identifier: Identifier) -> Choice:
    links = IdentifierLink.objects.filter(identifier=identifier, until=None)
    rows = links.values_list("customer__canonical_id", "proof", "since")
    return choose_person(Claim(*row) for row in rows)


def is_link_good(token: str, now: datetime, *, purpose: str = LogInLink.LOG_IN) -> bool:
    """Asks only: a mail scanner that opens the link uses nothing up."""
    links = LogInLink.objects.filter(token_hash=token_hash(token), purpose=purpose, used_at=None, expires_at__gt=now)
    return links.exists()


def count_address_links(customer_ids: tuple[int, ...], now: datetime) -> int:
    """Of the last day."""
    made = LogInLink.objects.filter(customer_id__in=customer_ids, purpose=LogInLink.ADDRESS, made_at__gt=now - DAY)
    return made.count()


def find_visitor(session_token: str, now: datetime) -> Person | None:
    """Whose page the session shows; None: it ended, or the customer was erased."""
    if not session_token:
        return None
    sessions = CustomerSession.objects.filter(token_hash=token_hash(session_token), ends_at__gt=now)
    customer_id = sessions.values_list("customer_id", flat=True).first()
    return None if customer_id is None else find_person(customer_id)


def find_shop_secret(source: str) -> ShopSecret | None:
    return ShopSecret.objects.filter(source=source).first()


def list_shop_secrets() -> list[ShopSecret]:
    return list(ShopSecret.objects.order_by("source"))
