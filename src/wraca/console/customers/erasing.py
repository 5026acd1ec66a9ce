"""Somebody is erased for good: what it would take, the typed confirmation, and afterwards the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers import person_queries
from wraca.console.customers.cells import name_of
from wraca.console.customers.profile import find
from wraca.console.progress import find_progress
from wraca.customers.rights.queries import find_erasure_of, find_open_request
from wraca.jobs.erase_customer import try_erasure
from wraca.jobs.erasures import find_erasure_run, queue_erasure
from wraca.kit import clock
from wraca.kit.errors import Conflict
from wraca.staff.models import User

DELETED, EMPTIED = gettext_lazy("deleted"), gettext_lazy("emptied")
#: What an owner reads -> what becomes of it, and in which tables it is.
PARTS: Sequence[tuple[str | Promise, str | Promise, tuple[str, ...]]] = (
    (
        gettext_lazy("E-mail addresses, phones, cards and devices they are known by"),
        DELETED,
        ("customers_identifier", "customers_identifierlink"),
    ),
    (gettext_lazy("Who said what of them, and when"), DELETED, ("customers_fieldword", "customers_correction")),
    (
        gettext_lazy("Notes, tags, preferences and forms of address"),
        DELETED,
        (
            *("customers_note", "customers_tag", "customers_tagging"),
            *("customers_preference", "customers_formofaddress"),
        ),
    ),
    (
        gettext_lazy("Ways into their own page"),
        DELETED,
        ("customers_customersession", "customers_loginlink", "customers_loginrequest"),
    ),
    (gettext_lazy("Where consents were said from"), DELETED, ("customers_consenttrace", "customers_optin")),
    (gettext_lazy("What a consent's record says beyond what proves it"), EMPTIED, ("customers_consentrecord",)),
    (gettext_lazy("Whom they were taken for"), DELETED, ("customers_duplicatepair", "customers_duplicatekeys")),
    (gettext_lazy("Reasons and fields of merges"), EMPTIED, ("customers_merge",)),
    (gettext_lazy("What happened to them, the timeline"), DELETED, ("events_event", "events_idempotentanswer")),
    (gettext_lazy("Answers and questions asked"), DELETED, ("surveys_answer", "surveys_asking")),
    (gettext_lazy("What messages said"), DELETED, ("outbox_messagebody", "outbox_letter")),
    (gettext_lazy("To whom messages went, and about what"), EMPTIED, ("outbox_message",)),
    (
        gettext_lazy("What orders say of their buyer: reasons in words, codes of their own, engravings"),
        EMPTIED,
        ("orders_order", "orders_orderline", "orders_refund", "orders_cancellation", "orders_customersummary"),
    ),
    (
        gettext_lazy("What imports kept: refused rows, earlier states, files on their way in"),
        DELETED,
        ("connectors_importreject", "connectors_importchange", "connectors_upload", "connectors_importrun"),
    ),
    (
        gettext_lazy("Where staff's tools quote them: audit log, jobs, alerts, saved views, sessions"),
        EMPTIED,
        (
            *("staff_auditentry", "jobs_jobrun", "jobs_alert", "procrastinate_jobs"),
            *("console_savedview", "console_dismissedtask", "django_session"),
        ),
    ),
)


@dataclass(frozen=True)
class Part:
    label: str | Promise
    fate: str | Promise
    rows: int


def parts_of(counts: Mapping[str, int], *, emptied: bool) -> list[Part]:
    """Those of which there is something; first the rows of the person themselves."""
    label = _("Name, contact, address, birth date and whatever else their row says")
    own = Part(label, EMPTIED if emptied else DELETED, counts.get("customers_customer", 0))
    found = [Part(label, fate, sum(counts.get(table, 0) for table in tables)) for label, fate, tables in PARTS]
    return [own, *(part for part in found if part.rows)]


@allows("erase_customers")
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The dry run; with the customer's number typed, the deed."""
    if find_erasure_of(customer_id) or find_erasure_run(customer_id):
        return redirect("console:customer-erased", customer_id)
    gathered = find(customer_id)
    person = gathered.shown
    if person.pk != customer_id:
        return redirect("console:customer-erase", person.pk)
    wrong = request.method == "POST" and request.POST.get("number", "").strip() != str(person.pk)
    if request.method == "POST" and not wrong:
        return _queue(request, person.pk)
    tried = try_erasure(person.pk, clock.now())
    context = {
        "person": person,
        "name": name_of(vars(person)),
        "tried": tried,
        "parts": parts_of(tried.counts, emptied=tried.emptied),
        "summary": person_queries.find_summary(person.pk),
        "asked": find_open_request(gathered.person.member_ids),
        "wrong": wrong,
    }
    return render(request, "customers/erase.html", context, status=422 if wrong else 200)


def _queue(request: HttpRequest, customer_id: int) -> HttpResponse:
    try:
        queue_erasure(customer_id, started_by=request.user.pk)
    except Conflict as conflict:
        notices.complain(request, str(conflict))
        return redirect("console:customer-erase", customer_id)
    return redirect("console:customer-erased", customer_id)


@allows("see_customers")
@require_GET
def erased(request: HttpRequest, customer_id: int) -> HttpResponse:
    """While it is done, how far it is; then the proof, which is all that is left to be shown."""
    erasure, run = find_erasure_of(customer_id), find_erasure_run(customer_id)
    if erasure is None and run is None:
        raise Http404
    context = {
        "customer_id": customer_id,
        "erasure": erasure,
        "by": User.objects.filter(pk=erasure.by).first() if erasure and erasure.by else None,
        "parts": parts_of(erasure.counts, emptied=erasure.emptied) if erasure else [],
        "job": find_progress(run.pk) if run and (erasure is None or erasure.files_done_at is None) else None,
    }
    return render(request, "customers/erased.html", context)
