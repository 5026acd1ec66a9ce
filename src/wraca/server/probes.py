"""`/healthz` and `/metrics`, before Django: a monitor has no session and may call by an address of its own."""

from __future__ import annotations

import hmac
import ipaddress
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from wraca.kit import clock
from wraca.server.measures import list_measures, prometheus_text

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable], Iterable[bytes]]


class Probes:
    """A WSGI application in front of another."""

    def __init__(self, rest: WsgiApp):
        self.rest = rest

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/healthz":
            return _answer(start_response, *health())
        if path == "/metrics":
            if not may_read_metrics(environ):
                return _answer(start_response, "403 Forbidden", "text/plain", "only from this machine\n")
            return _answer(start_response, *metrics())
        return self.rest(environ, start_response)


def health() -> tuple[str, str, str]:
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "503 Service Unavailable", "application/json", json.dumps({"status": "fail", "database": "unreachable"})
    finally:
        close_old_connections()
    return "200 OK", "application/json", json.dumps({"status": "ok", "database": "ok"})


def metrics() -> tuple[str, str, str]:
    close_old_connections()
    kind = "text/plain; version=0.0.4; charset=utf-8"
    try:
        measures = list_measures(
            clock.now(), data=settings.DATA, lake=settings.LAKE_FOLDER, generations=settings.GENERATIONS_FOLDER
        )
        return "200 OK", kind, "wraca_up 1\n" + prometheus_text(measures)
    except DatabaseError:
        return "200 OK", kind, "wraca_up 0\n"
    finally:
        close_old_connections()


def may_read_metrics(environ: Environ) -> bool:
    """With the token of WRACA_METRICS_TOKEN; without one set, from this machine and not through a proxy."""
    token = settings.METRICS_TOKEN
    if token:
        return hmac.compare_digest(environ.get("HTTP_AUTHORIZATION", "").encode(), f"Bearer {token}".encode())
    forwarded = any(name in environ for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP"))
    try:
        return not forwarded and ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _answer(start_response: Callable, status: str, kind: str, text: str) -> list[bytes]:
    body = text.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start_response(status, headers)
    return [body]


def not_found(environ: Environ, start_response: Callable) -> list[bytes]:
    return _answer(start_response, "404 Not Found", "text/plain", "not found\n")
