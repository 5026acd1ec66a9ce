"""Of an address that opens something, the log keeps where, not what opens it."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from wraca.kit.quiet_paths import PathsWithoutTokens


@pytest.mark.parametrize(
    ("path", "quiet"),
    [
        ("/portal/enter/8dl-bhhTMZB4/", "/portal/enter/…/"),
        ("/portal/address/8dl/", "/portal/address/…/"),
        ("/portal/confirm-subscription/8dl/", "/portal/confirm-subscription/…/"),
        ("/u/MTI.abc/preferences", "/u/…/preferences"),
        ("/welcome/Mg:1x:abc/", "/welcome/…/"),
        ("/customers/17/", "/customers/17/"),
    ],
)
def test_token_in_a_failed_address_stays_out_of_the_log(path, quiet):
    record = logging.LogRecord("django.request", 40, "", 1, "%s: %s", ("Internal Server Error", path), None)
    assert PathsWithoutTokens().filter(record)
    assert record.getMessage() == f"Internal Server Error: {quiet}"


def test_every_handler_asks_it_first():
    named = {name for name, told in settings.LOGGING["filters"].items() if told["()"].endswith("PathsWithoutTokens")}
    assert all(named <= set(handler["filters"]) for handler in settings.LOGGING["handlers"].values())
    assert named == {"tokens"}
