"""The sign-up form, on a page of its own or inside the shop's. It needs no cookie, so it works in a frame.

Robots are kept out without asking people to prove anything: a field that nobody sees, a time nobody can beat, a limit
for one place. Whoever is caught reads the same as everybody.
"""

from __future__ import annotations

import time

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wraca.customers.consents.models import ConsentWording
from wraca.customers.consents.queries import find_wording
from wraca.customers.consents.texts import MARKETING
from wraca.customers.consents.wordings import require_wording
from wraca.customers.sign_up.actions import TooManySignUps
from wraca.customers.sign_up.models import SignUpForm
from wraca.customers.sign_up.queries import find_form
from wraca.jobs.log_in_letters import find_portal_address
from wraca.jobs.sign_ups import sign_up
from wraca.kit.clock import now
from wraca.messages.addresses import LONGEST, is_address
from wraca.portal.answers import hash_origin, page, portal
from wraca.portal.tracing import trace_of
from wraca.portal.words import AUTOCOMPLETE, PARTS

#: Nobody reads and fills in a form in less; after a day the page is stale.
LEAST_SECONDS, MOST_SECONDS = 2, 24 * 3600
TRAP = "website"
#: No sign-up is answered quicker, whomever it is of: several times what it takes on a small machine.
ANSWER_SECONDS = 0.4
_SALT = "wraca.portal.sign_up"
FRAMED = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@portal(has_token=True)
def join(request: HttpRequest, key: str) -> HttpResponse:
    form = find_form(key)
    if form is None or not form.active:
        return _framed(page(request, "join_closed.html", status=404))
    with translation.override(form.language):
        return _framed(_send(request, form) if request.method == "POST" else _show(request, form))


def _framed(response: HttpResponse) -> HttpResponse:
    """Any page may show it: there is nothing in it that belongs to the visitor."""
    response.headers["Content-Security-Policy"] = FRAMED
    response.xframe_options_exempt = True
    return response


def _show(request: HttpRequest, form: SignUpForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    wording = require_wording(MARKETING, "email", form.language, shop_name=request.shop.name, now=now())
    context = {
        "form": form,
        "wording": wording,
        "shown": signing.TimestampSigner(salt=_SALT).sign(f"{form.key}|{wording.pk}"),
        "parts": [_part(request, name) for name in form.fields],
        "email": request.POST.get("email", ""),
        "problem": problem,
        "trap": TRAP,
    }
    return page(request, "join.html", context, status=status)


def _part(request: HttpRequest, name: str) -> dict[str, object]:
    return {
        "name": name,
        "label": PARTS[name],
        "autocomplete": AUTOCOMPLETE[name],
        "type": {"birth_date": "date", "phone": "tel"}.get(name, "text"),
        "value": request.POST.get(name, ""),
    }


def _send(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    wording, is_robot = _read_shown(request, form)
    if is_robot or request.POST.get(TRAP):
        return page(request, "join_sent.html")
    if wording is None or "agree" not in request.POST or not is_address(request.POST.get("email", "")):
        problem = "agree" if "agree" not in request.POST else "email"
        return _show(request, form, problem="stale" if wording is None else problem, status=400)
    began = time.monotonic()
    try:
        taken_in = sign_up(
            form,
            {name: request.POST.get(name, "")[:LONGEST] for name in ("email", *form.fields)},
            wording,
            origin_hash=hash_origin(request),
            form_url=find_portal_address(request.path),
            trace=trace_of(request),
            now=now(),
        )
    except TooManySignUps:
        return page(request, "too_many.html", status=429)
    _wait_until(began + ANSWER_SECONDS)
    return page(request, "join_sent.html") if taken_in else _show(request, form, problem="value", status=400)


def _wait_until(moment: float) -> None:
    """Somebody new is more to write than somebody known: by haste, a visitor could ask whom the shop knows."""
    time.sleep(max(0.0, moment - time.monotonic()))


def _read_shown(request: HttpRequest, form: SignUpForm) -> tuple[ConsentWording | None, bool]:
    """The words that were on the page, as it signed them; and whether it was sent quicker than people can."""
    signer, shown = signing.TimestampSigner(salt=_SALT), request.POST.get("shown", "")
    try:
        key, _bar, wording_id = signer.unsign(shown, max_age=MOST_SECONDS).partition("|")
    except signing.BadSignature:
        return None, False
    wording = find_wording(int(wording_id)) if key == form.key else None
    try:
        signer.unsign(shown, max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return wording, False
    return wording, True
