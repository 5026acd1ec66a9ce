from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.console.accounts.deeds import SUBJECTS, describe, describe_object
from wraca.staff.queries import list_deed_subjects, list_deeds, list_users

PAGE_ROWS = 50


@allows("see_audit_log")
@require_GET
def show_audit_log(request: HttpRequest) -> HttpResponse:
    subject, person = request.GET.get("subject", ""), request.GET.get("person", "")
    subjects = [(code, SUBJECTS.get(code, code)) for code in list_deed_subjects()]
    deeds = list_deeds(
        user_id=int(person) if person.isdecimal() and len(person) < 10 else None,
        action=f"{subject}." if subject in dict(subjects) else "",
    )
    page = Paginator(deeds, PAGE_ROWS).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "deeds": [
            (deed, describe(deed.action, deed.details), describe_object(deed.object_kind, deed.object_id))
            for deed in page
        ],
        "subjects": subjects,
        "subject": subject,
        "people": list_users(),
        "person": person,
    }
    return render(request, "accounts/audit_log.html", values)
