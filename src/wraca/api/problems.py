"""Errors as problem+json (RFC 9457)."""

from __future__ import annotations

import functools
from collections.abc import Callable

import msgspec
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]

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


@csrf_exempt
def missing(request: HttpRequest, *args: object, **more: object) -> HttpResponse:
    return problem(404, "not_found", "There is nothing under this address; /api/v1/docs lists what there is.")


def refuse_malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        detail = "This server does not answer to the name in the Host header; WRACA_ALLOWED_HOSTS lists those it does."
        return problem(400, "host_unknown", detail)
    return problem(400, "malformed", "The request is malformed.")


def in_problems(view: View) -> View:
    """Whatever Django itself would answer in plain text or HTML."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: object, **more: object) -> HttpResponse:
        try:
            response = view(request, *args, **more)
        except Http404:
            return missing(request)
        if response.status_code != 405:
            return response
        allowed = response["Allow"]
        refused = problem(405, "method_not_allowed", f"{request.method} is not for this address; it takes {allowed}.")
        refused["Allow"] = allowed
        return refused

    return answered
