"""Vectors of RFC 4226, appendix D, and RFC 6238, appendix B (SHA-1)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from wraca.staff import totp

KEY = b"12345678901234567890"
SECRET = base64.b32encode(KEY).decode()


def test_hotp_gives_the_values_of_rfc_4226():
    codes = [totp.hotp(KEY, counter) for counter in range(10)]
    assert " ".join(codes) == "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_totp_gives_the_values_of_rfc_6238(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert totp.hotp(KEY, totp.time_step(moment), digits=8) == code
    assert totp.matching_step(SECRET, code[2:], moment, last_step=0) == seconds // 30


def test_code_is_good_half_a_minute_early_and_late_but_not_longer():
    moment = datetime.fromtimestamp(1111111111, UTC)
    step = totp.time_step(moment)
    accepted = [shift for shift in range(-3, 4) if totp.matching_step(SECRET, totp.hotp(KEY, step + shift), moment, 0)]
    assert accepted == [-1, 0, 1]


def test_code_of_a_used_step_is_refused():
    moment = datetime.fromtimestamp(1111111111, UTC)
    step = totp.time_step(moment)
    assert totp.matching_step(SECRET, "050471", moment, last_step=step) is None


@pytest.mark.parametrize("code", ["", "50471", "0504710", "abcdef", "٠٥٠٤٧١", "05047１"])
def test_what_is_no_code_is_refused(code):
    assert totp.matching_step(SECRET, code, datetime.fromtimestamp(1111111111, UTC), 0) is None


def test_spaces_within_a_code_do_not_matter():
    assert totp.matching_step(SECRET, "050 471", datetime.fromtimestamp(1111111111, UTC), 0) is not None


def test_fresh_secret_has_160_bits():
    assert len(base64.b32decode(totp.choose_secret())) == 20


def test_provisioning_uri_is_what_apps_read():
    parts = urlsplit(totp.provisioning_uri(SECRET, "olga@example.com", "Wraca"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Wraca:olga%40example.com")
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": ["Wraca"], "digits": ["6"], "period": ["30"]}
