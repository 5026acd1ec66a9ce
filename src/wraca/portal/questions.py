"""One small question at a time, to be answered or left."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from wraca.kit.clock import now
from wraca.kit.errors import InvalidInput
from wraca.portal.answers import visited
from wraca.portal.notices import REFUSED, SAVED, say
from wraca.surveys.actions import put_off, record_answer
from wraca.surveys.queries import find_question


@require_POST
@visited
def answer(request: HttpRequest) -> HttpResponse:
    code, customer_id = request.POST.get("question", ""), request.person.canonical_id
    try:
        if "later" in request.POST:
            put_off(customer_id, code, now())
            return say(SAVED)
        values = request.POST.getlist("answer")
        many = find_question(code).kind == "many"
        record_answer(customer_id, code, values if many else "".join(values[:1]), now=now())
    except InvalidInput:
        return say(REFUSED)
    return say(SAVED)
