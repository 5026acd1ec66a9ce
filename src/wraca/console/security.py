"""The content security policy: scripts, styles and pictures from this server's files only, nothing inline."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
_MOST_BYTES = 16_384


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
    if len(request.body) > _MOST_BYTES:
        return HttpResponse(status=413)
    try:
        report = json.loads(request.body).get("csp-report", {})
        directive = str(report.get("effective-directive") or report.get("violated-directive") or "unknown")
    except (ValueError, AttributeError):
        return HttpResponse(status=400)
    known = directive.split()[0][:40] if directive.strip() else "unknown"
    if known in violations or len(violations) < 50:
        violations[known] += 1
    log.warning("content security policy refused something: %s", known.encode("ascii", "replace").decode())
    return HttpResponse(status=204)
