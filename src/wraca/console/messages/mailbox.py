"""The sample's mailbox: letters as they arrived. Their HTML is shown in a frame that can run and fetch nothing."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.messages.models import Letter
from wraca.messages.queries import find_letter, list_letters

#: Links open beside the console, outside the sandbox, because they are what the letter is for. Of our origin, so that
#: the page can give the frame its letter's height; nothing in the letter runs, is fetched or sent.
FRAME_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@allows("see_messages")
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    _require_sample(request)
    rows = [{"letter": row, "subject": str(_read(row)["Subject"] or "")} for row in list_letters()]
    return render(request, "messages/mailbox.html", {"rows": rows})


@allows("see_messages")
@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    row = _found(request, letter_id)
    contents = _read(row)
    context = {
        "letter": row,
        "subject": str(contents["Subject"] or ""),
        "sender": str(contents["From"] or ""),
        "recipient": str(contents["To"] or ""),
        "text": _part(contents, "plain"),
        "has_html": contents.get_body(("html",)) is not None,
    }
    return render(request, "messages/letter.html", context)


@allows("see_messages")
@require_GET
def letter_html(request: HttpRequest, letter_id: int) -> HttpResponse:
    html = _part(_read(_found(request, letter_id)), "html")
    response = HttpResponse(html.replace("<a ", '<a target="_blank" rel="noopener noreferrer" '))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _require_sample(request: HttpRequest) -> None:
    if not request.shop.sample:
        raise Http404


def _found(request: HttpRequest, letter_id: int) -> Letter:
    _require_sample(request)
    row = find_letter(letter_id)
    if row is None:
        raise Http404
    return row


def _read(row: Letter) -> EmailMessage:
    contents = email.message_from_bytes(bytes(row.contents), policy=email.policy.default)
    assert isinstance(contents, EmailMessage)
    return contents


def _part(contents: EmailMessage, kind: str) -> str:
    part = contents.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
