"""Errors as problem+json (RFC 9457)."""

from __future__ import annotations

import msgspec
from django.http import HttpResponse

TITLES = {
    400: "Malformed request",
    401: "No key",
    403: "Not allowed with this key",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Not JSON",
    422: "Rejected",
    429: "Too many requests",
    500: "Failure",
    503: "Not ready",
}


def problem(status: int, code: str, detail: str, **more: object) -> HttpResponse:
    """`code` is for programs, `detail` for people."""
    body = {"type": f"urn:wraca:problem:{code}", "title": TITLES[status], "status": status, "detail": detail, **more}
    return HttpResponse(msgspec.json.encode(body), status=status, content_type="application/problem+json")
