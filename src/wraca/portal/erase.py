"""To be erased: asked for, confirmed, done by staff within a month."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wraca.customers.rights.actions import ask_for_erasure, withdraw_erasure_request
from wraca.customers.rights.queries import find_open_request
from wraca.jobs.erasure_requests import tell_staff
from wraca.kit.clock import now
from wraca.portal.answers import page, visited
from wraca.portal.consenting import withdraw_everything
from wraca.portal.notices import REFUSED, SAVED, say
from wraca.portal.tracing import trace_of


@require_http_methods(["GET", "HEAD", "POST"])
@visited
def erase(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, "erase.html", {"open": find_open_request(request.person.member_ids)})
    if request.POST.get("withdraw"):
        done = withdraw_erasure_request(request.person, now())
        tell_staff(now())
        return say(SAVED if done else REFUSED, "all")
    if "sure" in request.POST:
        ask_for_erasure(request.person, now())
        # Nobody who asked to be forgotten is written to meanwhile.
        withdraw_everything(request.person, now(), trace=trace_of(request))
        tell_staff(now())
    return HttpResponseRedirect(reverse("portal:erase"))
