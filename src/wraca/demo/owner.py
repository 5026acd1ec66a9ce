"""The shop and the account that `wraca demo` opens."""

from __future__ import annotations

import secrets

from wraca.demo.baskets import CURRENCY
from wraca.kit.errors import Conflict
from wraca.shop.actions import open_shop
from wraca.shop.queries import ShopSettings, find_shop
from wraca.staff.actions import record_user, set_password
from wraca.staff.models import User
from wraca.staff.queries import find_user_by_email, has_users

NAME = "Sklep Pod Kasztanem"
OWNER_EMAIL = "owner@example.com"
OWNER_NAME = "Ola Kasztan"
#: The purchases are in dollars. Their hours are those of the stores' clocks, which mean the same in any zone; Warsaw's,
#: because the invented people live there, and so that "yesterday" is that of most who try this.
ZONE = "Europe/Warsaw"
#: No letters that look alike.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def open_sample_shop(language: str) -> ShopSettings:
    """The sample's shop, opened if there is none. Raises Conflict if the data folder holds a shop of somebody's own."""
    shop = find_shop() or open_shop(name=NAME, currency=CURRENCY, zone=ZONE, language=language, sample=True)
    if not shop.sample:
        raise Conflict("this data folder holds a shop of its own; show the sample in another: wraca --data FOLDER demo")
    return shop


def open_owner_account(language: str) -> str | None:
    """The password of the account, if it had to be made: it is kept nowhere else. Whoever opened the shop on the
    first-run page has an account already."""
    if has_users():
        return None
    password = choose_password()
    record_user(email=OWNER_EMAIL, name=OWNER_NAME, role=User.OWNER, password=password, language=language, by=None)
    return password


def renew_password() -> str:
    password = choose_password()
    owner = find_owner()
    if owner is None:
        raise Conflict(f"there is no account {OWNER_EMAIL} to give a new password to")
    set_password(owner, password, by=None)
    return password


def find_owner() -> User | None:
    return find_user_by_email(OWNER_EMAIL)


def choose_password() -> str:
    """Three groups of five: about 75 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
