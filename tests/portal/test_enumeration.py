"""Neither words nor haste tell a visitor whether an address is known."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable

import pytest
from django.test import Client
from tests.portal.test_sign_up import form, send  # noqa: F401 (fixtures)

from wraca.customers.actions import record_customers
from wraca.customers.incoming import NewCustomer
from wraca.kit.clock import now
from wraca.messages.models import Message
from wraca.portal import sign_up

KNOWN, UNKNOWN = "known{}@example.com", "unknown{}@example.com"


def ask(address: str, place: str):
    return Client().post("/portal/log-in/", {"email": address}, REMOTE_ADDR=place)


def measured(tries: int, act: Callable[[str, str], object]) -> tuple[list[float], list[float], set[bytes]]:
    """Seconds of both arms, taken in turns and each first as often, and all that was read, without the address."""
    taken: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    read: set[bytes] = set()
    for number in range(tries):
        for arm in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            began = time.perf_counter()
            response = act(arm.format(number), f"10.{arm == KNOWN:d}.{number // 250}.{number % 250}")
            taken[arm].append(time.perf_counter() - began)
            told = re.sub(rb"(un)?known\d+@example.com|value=\"[^\"]{20,}\"", b"", response.content)
            read.add(str(response.status_code).encode() + told)
    return taken[KNOWN], taken[UNKNOWN], read


def slower_share(one: list[float], other: list[float]) -> float:
    """In how many of the tries the first was the slower of both; a half where nothing tells them apart."""
    return statistics.fmean(a > b for a, b in zip(one, other, strict=True))


def make_known(tries: int, source: str) -> None:
    rows = [NewCustomer(outside_id=f"k{number}", email=KNOWN.format(number)) for number in range(tries)]
    record_customers(rows, source=source, now=now())


def test_haste_of_the_log_in_tells_nothing_over_many_tries(shop):
    tries = 200
    make_known(tries, "cast")
    ask("warm@example.com", "10.9.9.9")
    known, unknown, read = measured(tries, ask)
    assert len(read) == 1
    # By chance the share of 200 leaves 0.5 ± 0.18, five standard errors, once in two million runs.
    assert 0.32 < slower_share(known, unknown) < 0.68
    assert Message.objects.count() == 0


def test_no_sign_up_is_answered_before_its_time(send, monkeypatch):  # noqa: F811
    monkeypatch.setattr(sign_up, "ANSWER_SECONDS", 0.3)
    for address in ("nowa@example.com", "nowa@example.com"):
        began = time.monotonic()
        assert send(address).status_code == 200
        assert time.monotonic() - began >= 0.3


@pytest.mark.long
def test_haste_of_a_sign_up_tells_nothing_over_many_tries(send, monkeypatch):  # noqa: F811
    tries = 40
    for number in range(tries):
        assert send(KNOWN.format(number), client=Client(REMOTE_ADDR=f"10.7.0.{number}")).status_code == 200
    monkeypatch.setattr(sign_up, "ANSWER_SECONDS", 0.4)
    known, unknown, read = measured(tries, lambda address, place: send(address, client=Client(REMOTE_ADDR=place)))
    assert len(read) == 1
    # Five standard errors of 40 tries.
    assert 0.1 < slower_share(known, unknown) < 0.9
    assert abs(statistics.median(known) - statistics.median(unknown)) < 0.02
