"""Who may call: a bearer key with the scope, not too often."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wraca.api.problems import problem
from wraca.events.keys import find_key
from wraca.events.models import ApiKey
from wraca.kit import clock

#: Requests a key may make in a minute, in each server process. A batch of 1,000 rows is one.
MOST_A_MINUTE = 600

View = Callable[..., HttpResponse]


class Rate:
    """Counts requests by key in the minute of the clock."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._minute = -1
        self._counts: dict[int, int] = {}
        self._lock = threading.Lock()

    def take(self, key_id: int, seconds: float) -> tuple[int, int]:
        """(how many are left, seconds until the count begins anew); -1 left: this one is too many."""
        minute, second = divmod(int(seconds), 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            count = self._counts[key_id] = self._counts.get(key_id, 0) + 1
        return max(self.most - count, -1), 60 - second


RATE = Rate(MOST_A_MINUTE)


def needs(scope: str) -> Callable[[View], View]:
    """The view gets `request.key`. Every answer says how many requests are left."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: object, **more: object) -> HttpResponse:
            key = _key_of(request)
            if key is None:
                response = problem(
                    401, "no_key", "Send a valid key: `Authorization: Bearer wraca_…` (wraca keys create)."
                )
                response["WWW-Authenticate"] = 'Bearer realm="wraca"'
                return response
            left, seconds = RATE.take(key.pk, time.time())
            if left < 0:
                response = problem(
                    429, "too_many_requests", f"At most {RATE.most} requests a minute; wait {seconds} s."
                )
                response["Retry-After"] = str(seconds)
            elif scope not in key.scopes:
                response = problem(
                    403, "scope_missing", f"This key lacks the scope {scope}; it has: {', '.join(key.scopes)}."
                )
            else:
                request.key = key
                response = view(request, *args, **more)
            response["RateLimit-Limit"] = str(RATE.most)
            response["RateLimit-Remaining"] = str(max(left, 0))
            response["RateLimit-Reset"] = str(seconds)
            return response

        return guarded

    return wrap


def _key_of(request: HttpRequest) -> ApiKey | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.isascii():
        return None
    return find_key(secret.strip(), clock.now())
