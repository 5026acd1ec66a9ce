"""What can be done with accounts. Each deed and its line in the audit log are one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from wraca.kit.errors import Conflict, InvalidInput
from wraca.kit.tokens import choose_token, token_hash
from wraca.staff import totp
from wraca.staff.attempts import KEEP
from wraca.staff.audit import record_deed
from wraca.staff.models import LogInAttempt, SignedLink, User
from wraca.staff.queries import count_other_owners
from wraca.staff.roles import OWNER, ROLES
from wraca.staff.tokens import backup_code_hash, choose_backup_codes

LINK_DAYS = {"invite": 7, "reset": 1}


class LastOwner(Conflict):
    """The shop would be left without an owner."""


class EmailTaken(Conflict):
    """Another account already has this e-mail address."""


def record_user(*, email: str, name: str, role: str, password: str | None, language: str = "", by: int | None) -> User:
    """A new account; without a password until its owner follows an invitation. Raises EmailTaken, InvalidInput."""
    if role not in ROLES:
        raise InvalidInput(f"role is {role!r}; it must be one of: {', '.join(ROLES)}")
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email=email, name=name.strip(), role=role, password=password, language=language
            )
            record_deed(by, "account.created", object_kind="account", object_id=user.pk, details={"role": role})
    except IntegrityError as cause:
        raise EmailTaken("another account already has this e-mail address") from cause
    return user


@transaction.atomic
def invite_user(*, email: str, name: str, role: str, by: int, now: datetime) -> tuple[User, str]:
    """The new account and the token of its link, which is shown once."""
    user = record_user(email=email, name=name, role=role, password=None, by=by)
    return user, make_link(user, "invite", by=by, now=now)


@transaction.atomic
def make_link(user: User, purpose: str, *, by: int | None, now: datetime) -> str:
    """A token with which the person sets a password. Older links of the account stop working."""
    SignedLink.objects.filter(user=user, used_at=None).update(used_at=now)
    token = choose_token()
    SignedLink.objects.create(
        user=user,
        purpose=purpose,
        token_hash=token_hash(token),
        expires_at=now + timedelta(days=LINK_DAYS[purpose]),
        created_by=by,
    )
    record_deed(by, "account.link_made", object_kind="account", object_id=user.pk, details={"purpose": purpose})
    return token


@transaction.atomic
def follow_link(link: SignedLink, password: str, now: datetime) -> User:
    """Sets the password. Raises Conflict if somebody else used the link meanwhile."""
    if not SignedLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise Conflict("this link was already used, or is too old")
    return set_password(link.user, password, by=link.user_id)


@transaction.atomic
def set_password(user: User, password: str, *, by: int | None) -> User:
    """Sessions opened with the old password end by themselves: they carry a hash of it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record_deed(by, "account.password_changed", object_kind="account", object_id=user.pk)
    return user


@transaction.atomic
def set_active(user: User, active: bool, *, by: int) -> None:
    """Raises LastOwner. A disabled account is logged out at its next click."""
    user = _lock_owners_then(user)
    if not active:
        _keep_one_owner(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    record_deed(by, "account.enabled" if active else "account.disabled", object_kind="account", object_id=user.pk)


@transaction.atomic
def change_role(user: User, role: str, *, by: int) -> None:
    """Raises LastOwner, InvalidInput."""
    if role not in ROLES:
        raise InvalidInput(f"role is {role!r}; it must be one of: {', '.join(ROLES)}")
    user = _lock_owners_then(user)
    if role == user.role:
        return
    if role != OWNER:
        _keep_one_owner(user)
    details = {"from": user.role, "to": role}
    user.role = role
    user.save(update_fields=["role"])
    record_deed(by, "account.role_changed", object_kind="account", object_id=user.pk, details=details)


def _lock_owners_then(user: User) -> User:
    """Two owners who demote each other at once must not both succeed."""
    list(User.objects.select_for_update().filter(role=OWNER).order_by("pk").values_list("pk", flat=True))
    return User.objects.select_for_update().get(pk=user.pk)


def _keep_one_owner(user: User) -> None:
    if user.role == OWNER and user.is_active and count_other_owners(user.pk) == 0:
        raise LastOwner("this is the shop's last active owner; make somebody else an owner first")


@transaction.atomic
def change_profile(user: User, *, name: str) -> None:
    user.name = name.strip()
    user.save(update_fields=["name"])
    record_deed(user.pk, "account.profile_changed", object_kind="account", object_id=user.pk)


def remember_choices(user_id: int, **choices: str) -> None:
    """Language or colours; a matter of taste, so it is not a deed."""
    User.objects.filter(pk=user_id).update(**choices)


@transaction.atomic
def turn_on_second_factor(user: User, secret: str, code: str, now: datetime) -> list[str]:
    """Checks that the app shows the right code; returns the backup codes, which are shown once. Raises InvalidInput."""
    step = totp.matching_step(secret, code, now, last_step=0)
    if step is None:
        raise InvalidInput(
            "the code does not match: check that the clock of the phone is right, and use the newest code"
        )
    codes = choose_backup_codes()
    user.totp_secret, user.totp_last_step = secret, step
    user.backup_codes = [backup_code_hash(code, user.pk) for code in codes]
    user.save(update_fields=["totp_secret", "totp_last_step", "backup_codes"])
    record_deed(user.pk, "account.second_factor_on", object_kind="account", object_id=user.pk)
    return codes


@transaction.atomic
def turn_off_second_factor(user: User, *, by: int) -> None:
    user.totp_secret, user.totp_last_step, user.backup_codes = "", 0, []
    user.save(update_fields=["totp_secret", "totp_last_step", "backup_codes"])
    record_deed(by, "account.second_factor_off", object_kind="account", object_id=user.pk)


@transaction.atomic
def check_second_factor(user_id: int, code: str, now: datetime) -> bool:
    """A code of the app or a backup code; either is used up by this, also if two ask at once."""
    user = User.objects.select_for_update().get(pk=user_id)
    step = totp.matching_step(user.totp_secret, code, now, user.totp_last_step)
    if step is not None:
        user.totp_last_step = step
        user.save(update_fields=["totp_last_step"])
        return True
    hashed = backup_code_hash(code, user.pk)
    if hashed not in user.backup_codes:
        return False
    user.backup_codes = [kept for kept in user.backup_codes if kept != hashed]
    user.save(update_fields=["backup_codes"])
    record_deed(user.pk, "account.backup_code_used", object_kind="account", object_id=user.pk)
    return True


def record_failed_log_in(account_hash: bytes, origin_hash: bytes, now: datetime) -> None:
    LogInAttempt.objects.filter(at__lt=now - KEEP).delete()
    LogInAttempt.objects.create(account_hash=account_hash, origin_hash=origin_hash, at=now)


def forget_failed_log_ins(account_hash: bytes, origin_hash: bytes) -> None:
    """After a success from the same place."""
    LogInAttempt.objects.filter(account_hash=account_hash, origin_hash=origin_hash).delete()
