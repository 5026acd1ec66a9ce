"""Pages of the console at the large shop, logged in, over real HTTP: one person clicking, one request after another."""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from random import Random
from urllib.parse import urlencode

from benchmarks.shops import Place
from benchmarks.truth import OWNER, WITH_ORDERS, password_file

REQUESTS, WARM_UPS = 100, 8
START_SECONDS = 60


def measure_console(place: Place) -> dict:
    dice = Random(1)
    with served(place) as port:
        browser = Browser(port)
        browser.log_in(OWNER, password_file(place).read_text(encoding="utf-8"))
        return {name: measure(browser, [make(dice, place) for _ in range(REQUESTS)]) for name, make in PAGES.items()}


def customers_list(dice: Random, place: Place) -> str:
    sorts = ("-value", "value", "-spent", "name", "-last", "-orders", "next")
    filters = ({}, {"stage": "core"}, {"stage": "leaving"})
    return "/customers/?" + urlencode({"sort": dice.choice(sorts), "page": dice.randint(1, 5), **dice.choice(filters)})


def customers_search(dice: Random, place: Place) -> str:
    return "/customers/?" + urlencode({"q": dice.choice(LETTERS)})


def profile(dice: Random, place: Place) -> str:
    return f"/customers/{dice.randint(1, min(WITH_ORDERS, place.shape.customers))}/"


def palette(dice: Random, place: Place) -> str:
    return "/palette/?" + urlencode({"q": dice.choice(LETTERS)})


LETTERS = ("kowal", "nowak", "wojci", "lewan", "anna", "piotr", "zielin", "agnieszka", "kaminska", "person77")
PAGES = {"list": customers_list, "search": customers_search, "profile": profile, "palette": palette}


def measure(browser: Browser, paths: list[str]) -> dict:
    for path in paths[:WARM_UPS]:
        browser.get(path)
    milliseconds = sorted(timed(browser, path) for path in paths)
    return {
        "requests": len(paths),
        "p50_ms": round(statistics.median(milliseconds), 1),
        "p95_ms": round(milliseconds[int(len(milliseconds) * 0.95) - 1], 1),
        "most_ms": round(milliseconds[-1], 1),
    }


def timed(browser: Browser, path: str) -> float:
    started = time.perf_counter()
    browser.get(path)
    return (time.perf_counter() - started) * 1000


class Browser:
    """Keeps its connection and its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def get(self, path: str, *, expected: int = 200) -> str:
        return self._send("GET", path, expected=expected)

    def log_in(self, email: str, password: str) -> None:
        page = self.get("/log-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise SystemExit("the log-in page has no form")
        fields = {"csrfmiddlewaretoken": token.group(1), "email": email, "password": password}
        self._send("POST", "/log-in/", body=urlencode(fields), expected=302)

    def _send(self, method: str, path: str, *, body: str | None = None, expected: int) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.status != expected:
            raise SystemExit(f"{method} {path} answered {answer.status}, not {expected}")
        return content


@contextmanager
def served(place: Place) -> Iterator[int]:
    """`wraca serve` on the shop's folder, without a worker: its refresh would be measured too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "wraca", "--data", str(place.folder), "serve", "--port", str(port), "--no-worker"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WRACA_")}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, server: subprocess.Popen) -> None:
    for _ in range(START_SECONDS * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            raise SystemExit(f"wraca serve ended with {server.returncode}")
        time.sleep(0.1)
    raise SystemExit(f"wraca serve did not answer within {START_SECONDS} s")
