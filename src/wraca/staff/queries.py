"""What is known of staff: accounts, links, attempts, the audit log."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from wraca.kit.tokens import token_hash
from wraca.staff.attempts import WINDOW, Failures
from wraca.staff.models import AuditEntry, LogInAttempt, SignedLink, User


def find_user(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id).first()


def find_user_by_email(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()).first()


def list_users() -> QuerySet[User]:
    return User.objects.order_by("-is_active", "name", "pk")


def has_users() -> bool:
    return User.objects.exists()


def count_other_owners(user_id: int) -> int:
    """Active owners besides this one: the shop is never left without."""
    return User.objects.filter(role=User.OWNER, is_active=True).exclude(pk=user_id).count()


def find_link(token: str, now: datetime) -> SignedLink | None:
    """The unused link of this token, if it has not expired and its account is not disabled."""
    return (
        SignedLink.objects.select_related("user")
        .filter(token_hash=token_hash(token), used_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )


def count_failures(account_hash: bytes, origin_hash: bytes, now: datetime) -> Failures:
    same_account, same_origin = Q(account_hash=account_hash), Q(origin_hash=origin_hash)
    counted = LogInAttempt.objects.filter(same_account | same_origin, at__gt=now - WINDOW).aggregate(
        pair=Count("pk", filter=same_account & same_origin),
        origin=Count("pk", filter=same_origin),
        account=Count("pk", filter=same_account),
    )
    return Failures(**counted)


def list_deeds(*, user_id: int | None = None, action: str = "") -> QuerySet[AuditEntry]:
    """The newest first; `action` is a beginning, e.g. `account.`"""
    deeds = AuditEntry.objects.select_related("user").order_by("-at", "-pk")
    if user_id is not None:
        deeds = deeds.filter(user_id=user_id)
    return deeds.filter(action__startswith=action) if action else deeds


def list_deed_subjects() -> list[str]:
    """The first halves of the actions in the log: account, shop, customer …"""
    actions = AuditEntry.objects.order_by().values_list("action", flat=True).distinct()
    return sorted({action.split(".")[0] for action in actions})
