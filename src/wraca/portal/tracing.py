"""From where a consent was said."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from wraca.customers.consents.actions import Trace
from wraca.kit.origin import find_origin


def trace_of(request: HttpRequest) -> Trace:
    connected, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    origin = find_origin(connected, forwarded, behind_proxy=settings.BEHIND_PROXY)
    try:
        address = str(ipaddress.ip_address(origin))
    except ValueError:
        address = None
    return Trace(address, request.headers.get("User-Agent", ""))
