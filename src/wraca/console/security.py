"""The content security policy: scripts, styles and pictures from this server's files only, nothing inline."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wraca.console.access import public

log = logging.getLogger(__name__)
REPORT_PATH = "/csp-report/"
POLICY = "; ".join(
    [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        f"report-uri {REPORT_PATH}",
    ]
)
#: Violations seen by this process: directive -> how often. Shown on the system page and in the metrics.
violations: Counter[str] = Counter()
_MOST_BYTES, _MOST_DIRECTIVES = 16_384, 50
#: What a directive looks like; what else is sent stays out of the log.
_DIRECTIVE = re.compile(r"[a-z-]{1,40}")


class ContentSecurityPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


@public
@csrf_exempt
@require_POST
def count_violation(request: HttpRequest) -> HttpResponse:
    """Browsers send what the policy refused. The page's address may name a customer, so only the directive is kept."""
    try:
        if len(request.body) > _MOST_BYTES:
            return HttpResponse(status=413)
        report = json.loads(request.body).get("csp-report", {})
        directive = str(report.get("effective-directive") or report.get("violated-directive") or "unknown")
    except (ValueError, AttributeError, RecursionError, RawPostDataException):
        # The last: it came as a form, whose fields were read before.
        return HttpResponse(status=400)
    found = _DIRECTIVE.match(directive)
    _count(found[0] if found else "unknown")
    return HttpResponse(status=204)


def _count(directive: str) -> None:
    """Told to the log once: anybody may send reports, and as many as they like."""
    if directive not in violations and len(violations) < _MOST_DIRECTIVES:
        violations[directive] = 0
        log.warning("content security policy refused something: %s", directive)
    if directive in violations:
        violations[directive] += 1
