"""Tags on a whole list at once, and their undoing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.queries import list_ids
from wraca.console.customers.views import wanted_by
from wraca.console.formats import format_count
from wraca.console.progress import LIVE, describe_run
from wraca.console.reading import as_of, find_reader
from wraca.console.words import speak
from wraca.customers.tags.actions import TagDeed, find_tag, put_tag, take_tag_off, undo_tag_deed
from wraca.customers.tags.queries import count_deed
from wraca.jobs.models import JobRun
from wraca.jobs.tag_customers import MOST_AT_ONCE, TAG, UNDO, queue_tagging, queue_undo
from wraca.kit import clock
from wraca.kit.errors import Conflict, InvalidInput
from wraca.staff.audit import record_deed


@require_POST
@allows("change_customers")
def tag_customers(request: HttpRequest) -> HttpResponse:
    """Puts a tag on those chosen, or on all that the list's filters leave (`scope=all`); `off` takes it off."""
    back = redirect(f"{reverse('console:customers')}?{request.GET.urlencode()}")
    ids, by = _ids(request), request.user.pk
    if not ids:
        notices.complain(request, _("Choose at least one customer."))
        return back
    off = "off" in request.POST
    if len(ids) > MOST_AT_ONCE:
        return _queue(request, ids, by, off=off)
    try:
        deed = _do(request.POST.get("tag", ""), ids, by, off=off)
    except InvalidInput as error:
        notices.complain(request, _(str(error)))
        return back
    details = {"tag": deed.tag.pk, "customers": deed.customers, "deed": str(deed.deed)}
    record_deed(by, "customers.untagged" if off else "customers.tagged", object_kind="customers", details=details)
    notices.say(request, _said(deed, off), undo_url=reverse("console:customers-tag-undo", args=[deed.deed]))
    return back


def _ids(request: HttpRequest) -> list[int]:
    if request.POST.get("scope") == "all":
        reader = find_reader()
        return list_ids(reader, as_of(reader), wanted_by(request)) if reader else []
    return [
        int(text) for text in request.POST.getlist("chosen") if text.isascii() and text.isdigit() and len(text) < 19
    ]


def _queue(request: HttpRequest, ids: list[int], by: int, *, off: bool) -> HttpResponse:
    """More than a page should wait for: its own page shows how far it is."""
    try:
        run = queue_tagging(ids, request.POST.get("tag", ""), off=off, by=by)
    except (InvalidInput, Conflict) as error:
        notices.complain(request, _(str(error)))
        return redirect(f"{reverse('console:customers')}?{request.GET.urlencode()}")
    details = {"tag": run.arguments["tag"], "customers": len(ids), "deed": run.arguments["deed"]}
    record_deed(by, "customers.untagged" if off else "customers.tagged", object_kind="customers", details=details)
    return redirect("console:customers-tag-run", run.pk)


def _do(name: str, ids: list[int], by: int, *, off: bool) -> TagDeed:
    if not off:
        return put_tag(ids, name, by=by, now=clock.now())
    return take_tag_off(ids, find_tag(name, make=False).pk, by=by, now=clock.now())


def _said(deed: TagDeed, off: bool) -> str:
    words = {"n": format_count(deed.customers, speak()), "tag": deed.tag.name}
    return _words(deed.customers, off=off) % words


def _words(customers: int, *, off: bool) -> str:
    if off:
        return ngettext("%(tag)s: taken off %(n)s customer.", "%(tag)s: taken off %(n)s customers.", customers)
    return ngettext("%(tag)s: put on %(n)s customer.", "%(tag)s: put on %(n)s customers.", customers)


@require_GET
@allows("change_customers")
def tag_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far a tag on a whole list is, and the way back."""
    run = JobRun.objects.filter(pk=run_id, kind__in=[TAG, UNDO]).first()
    if run is None:
        raise Http404
    deed = run.arguments["deed"] if run.kind == TAG else ""
    is_undone = bool(deed) and JobRun.objects.filter(kind=UNDO, state=JobRun.DONE, arguments__deed=deed).exists()
    context = {
        "run": run,
        "job": describe_run(run),
        "deed": deed,
        "can_undo": bool(deed) and run.state not in LIVE and not is_undone,
        "said": _said_of(run) if run.state == JobRun.DONE else "",
    }
    return render(request, "customers/tag_run.html", context)


def _said_of(run: JobRun) -> str:
    changed = int(run.result.get("customers", 0))
    if run.kind == UNDO:
        return _("The tags are as before.")
    words = {"n": format_count(changed, speak()), "tag": run.arguments["name"]}
    return _words(changed, off=run.arguments["off"]) % words


@require_POST
@allows("change_customers")
def undo(request: HttpRequest, deed: UUID) -> HttpResponse:
    """A deed of many is undone by a job too."""
    if count_deed(deed, most=MOST_AT_ONCE + 1) > MOST_AT_ONCE:
        try:
            run = queue_undo(deed, by=request.user.pk)
        except Conflict as error:
            notices.complain(request, _(str(error)))
            return redirect("console:customers")
        details = {"deed": str(deed)}
        record_deed(request.user.pk, "customers.tagging_undone", object_kind="customers", details=details)
        return redirect("console:customers-tag-run", run.pk)
    changed = undo_tag_deed(deed, by=request.user.pk, now=clock.now())
    details = {"deed": str(deed), "customers": changed}
    record_deed(request.user.pk, "customers.tagging_undone", object_kind="customers", details=details)
    notices.say(request, _("The tags are as before."))
    return redirect("console:customers")
