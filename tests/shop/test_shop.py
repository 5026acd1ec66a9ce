from decimal import Decimal

import pytest
from tests.cast import NOW

from wraca.kit.errors import Conflict, InvalidInput, NotReady
from wraca.shop.actions import open_shop, pause, resume
from wraca.shop.queries import find_shop, the_shop

GOOD = {"name": " Sklepik ", "currency": "pln", "zone": "Europe/Warsaw", "language": "pl"}


def test_shop_is_opened_once(db):
    assert find_shop() is None
    shop = open_shop(**GOOD)
    assert (shop.name, shop.currency, shop.country, shop.default_margin_percent) == (
        "Sklepik",
        "PLN",
        "PL",
        Decimal(30),
    )
    with pytest.raises(Conflict):
        open_shop(**GOOD)


def test_everything_wrong_is_said_at_once(db):
    with pytest.raises(InvalidInput) as caught:
        open_shop(name="", currency="ZŁ", zone="Warsaw", language="de", default_margin_percent=101)
    assert str(caught.value).count(";") >= 4
    assert find_shop() is None


def test_pausing_twice_keeps_the_first_moment(db):
    open_shop(**GOOD)
    pause(user_id=None, now=NOW)
    pause(user_id=None, now=NOW.replace(year=2027))
    assert the_shop().paused_at == NOW
    resume()
    assert the_shop().paused_at is None


def test_without_a_shop_it_says_what_to_do(db):
    with pytest.raises(NotReady, match="wraca demo"):
        the_shop()
