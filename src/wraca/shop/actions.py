"""Opens, changes, pauses the shop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import list_currencies
from django.db import IntegrityError, transaction

from wraca.kit.errors import Conflict, InvalidInput, NotReady
from wraca.kit.language import _
from wraca.shop.choices import FLAG_RULES
from wraca.shop.models import Shop
from wraca.shop.queries import ShopSettings, find_retention, find_shop, the_shop
from wraca.shop.retention import Retention, require_retention

LANGUAGES = ("pl", "en")


def open_shop(
    *,
    name: str,
    currency: str,
    zone: str,
    language: str,
    prices_gross: bool = True,
    default_margin_percent: Decimal | int = 30,
    sample: bool = False,
) -> ShopSettings:
    """The first and only one. Raises InvalidInput with everything that is wrong at once, Conflict if there is one."""
    name, currency = name.strip(), currency.strip().upper()
    if problems := find_problems(name, currency, zone, language, Decimal(default_margin_percent)):
        raise InvalidInput("; ".join(problems.values()))
    try:
        with transaction.atomic():
            Shop.objects.create(
                name=name,
                currency=currency,
                zone=zone,
                language=language,
                prices_gross=prices_gross,
                default_margin_percent=default_margin_percent,
                sample=sample,
            )
    except IntegrityError as cause:
        raise Conflict(_("the shop is open already: one installation is one shop")) from cause
    return the_shop()


def find_problems(name: str, currency: str, zone: str, language: str, margin: Decimal) -> dict[str, str]:
    """What is wrong with each field, so that a form can say it beside the field."""
    problems = {}
    if not 0 < len(name) <= 200 or "\x00" in name:
        problems["name"] = _("the name must have 1 to 200 characters")
    if currency not in list_currencies():
        problems["currency"] = _("{given!r} is not a currency code; expected one like PLN, EUR, USD").format(
            given=currency
        )
    if not is_zone(zone):
        problems["zone"] = _("{given!r} is not a time zone; expected one like Europe/Warsaw").format(given=zone)
    if language not in LANGUAGES:
        problems["language"] = _("{given!r} is not a language of Wraca; expected pl or en").format(given=language)
    if not 0 <= margin <= 100:
        problems["default_margin_percent"] = _("the margin must be from 0 to 100 percent, not {given}").format(
            given=margin
        )
    return problems


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def pause(*, user_id: int | None, now: datetime) -> None:
    """Holds back everything that would leave the house. Pausing twice keeps the first moment."""
    Shop.objects.filter(paused_at=None).update(paused_at=now, paused_by=user_id)
    _require_shop()


def resume() -> None:
    Shop.objects.update(paused_at=None, paused_by=None)
    _require_shop()


def keep_sample_facts(facts: dict, *, sample: bool) -> None:
    """What the sample shop needs to know at its later starts."""
    Shop.objects.update(sample_facts=facts, sample=sample)
    _require_shop()


def close_shop() -> None:
    """Forgets the shop's settings: with the sample removed, the first-run page opens again."""
    Shop.objects.all().delete()


def allow_certain_merges(*, allowed: bool) -> None:
    """Whether customers who are certainly one person are merged without anybody looking."""
    Shop.objects.update(merges_certain_duplicates=allowed)
    _require_shop()


def set_retention(months: Mapping[str, int], *, asks_inactive: bool) -> Retention:
    """How long things are kept, of all rules or some. Raises InvalidInput with everything that is wrong at once."""
    retention = require_retention({**find_retention().months, **months}, asks_inactive=asks_inactive)
    Shop.objects.update(retention={**retention.months, "asks_inactive": asks_inactive})
    _require_shop()
    return retention


def choose_flag_rule(rule: str) -> None:
    """Whether imported flags of consent count, from now on. Raises InvalidInput."""
    if rule not in FLAG_RULES:
        raise InvalidInput(f"{rule!r} is no rule; expected one of {', '.join(FLAG_RULES)}")
    Shop.objects.update(flag_rule=rule)
    _require_shop()


def _require_shop() -> None:
    if find_shop() is None:
        raise NotReady(_("no shop has been opened yet"))


def change_shop(*, name: str, zone: str, language: str, default_margin_percent: Decimal) -> ShopSettings:
    """Raises InvalidInput with everything that is wrong at once. The currency never changes: sums are in it."""
    shop = the_shop()
    if problems := find_problems(name.strip(), shop.currency, zone, language, default_margin_percent):
        raise InvalidInput("; ".join(problems.values()))
    Shop.objects.update(name=name.strip(), zone=zone, language=language, default_margin_percent=default_margin_percent)
    return the_shop()
