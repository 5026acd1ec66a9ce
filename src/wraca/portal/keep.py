"""Whether to keep somebody's data, from the link in a letter: no log-in, since saying yes opens nothing.

Looking at the page changes nothing, as scanners look at every link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wraca.customers.models import KeepQuestion
from wraca.customers.rights.keeping import end_question, find_question
from wraca.kit.clock import now
from wraca.portal.answers import page, portal


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@portal(has_token=True)
def keep(request: HttpRequest, token: str) -> HttpResponse:
    question = find_question(token)
    if question is None or question.outcome == KeepQuestion.ERASED:
        return page(request, "keep_unknown.html", status=404)
    if request.method == "POST":
        end_question(question.pk, KeepQuestion.KEPT, now())
    kept = request.method == "POST" or bool(question.outcome)
    return page(
        request, "keep.html", {"token": token, "kept": kept, "question": question, "here": f"/portal/keep/{token}/"}
    )
