"""Everything that is held of a person: to read, and to take elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wraca.jobs.export_customer import ENDINGS, JSON, PAGE, gather, hand_out
from wraca.jobs.handout.page import find_style, policy_of, write_page
from wraca.kit.clock import now
from wraca.portal.answers import speak, visited

_TYPES = {JSON: "application/json; charset=utf-8", PAGE: "text/html; charset=utf-8"}


@require_safe
@visited
def read(request: HttpRequest) -> HttpResponse:
    """The page as it would be kept, with the way back."""
    links = {
        "back": reverse("portal:home"),
        "page": reverse("portal:download-html"),
        "json": reverse("portal:download"),
    }
    document = gather(request.person.canonical_id, now())
    response = HttpResponse(write_page(document, speak(), links=links))
    response.headers["Content-Security-Policy"] = f"{policy_of(find_style())}; frame-ancestors 'none'"
    return response


@require_safe
@visited
def download(request: HttpRequest) -> HttpResponse:
    """JSON with every row."""
    return _take(request, JSON)


@require_safe
@visited
def download_page(request: HttpRequest) -> HttpResponse:
    """The page, to keep and to print."""
    return _take(request, PAGE)


def _take(request: HttpRequest, file: str) -> HttpResponse:
    handed = hand_out(request.person.canonical_id, now(), way="portal", language=speak(), files=(file,))
    response = HttpResponse(handed.files[file], content_type=_TYPES[file])
    response.headers["Content-Disposition"] = f'attachment; filename="my-data.{ENDINGS[file]}"'
    return response
