"""System: what was computed and when, what runs, what failed, and the switch that holds everything back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wraca.console import notices, security
from wraca.console.access import allows
from wraca.console.progress import describe_run
from wraca.console.system import queries
from wraca.console.system.labels import alert_sentence, step_label
from wraca.console.system.pictures import seconds_per_step
from wraca.engine.generations import Generations
from wraca.jobs.alerts import resolve_alert
from wraca.jobs.runs import queue_run
from wraca.kit import clock
from wraca.kit.errors import WracaError
from wraca.shop import actions as shop_actions
from wraca.staff.audit import record_deed


@allows("see_system")
@require_GET
def system(request: HttpRequest) -> HttpResponse:
    generations = queries.list_generations(settings.GENERATIONS_FOLDER)
    current = next((kept for kept in generations if kept.current), None)
    steps = queries.steps_of(current.manifest) if current else []
    live = queries.find_live_run()
    context = {
        "generations": generations,
        "current": current,
        "steps": [{**step, "label": step_label(step["name"])} for step in steps],
        "seconds_chart": seconds_per_step(steps) if steps else None,
        "job": describe_run(live) if live else None,
        "alerts": [_described(alert) for alert in queries.list_alerts()],
        "lake": queries.find_lake(settings.LAKE_FOLDER),
        "engine": settings.ENGINE,
        "can_roll_back": len(generations) > 1,
        "refused": sum(security.violations.values()),
        "refused_kinds": ", ".join(sorted(security.violations)),
    }
    return render(request, "system/overview.html", context)


def _described(alert: Any) -> dict[str, Any]:
    what, todo = alert_sentence(alert.kind, alert.values)
    return {"alert": alert, "what": what, "todo": todo}


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("console:system"))


@allows("run_jobs")
@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    try:
        run = queue_run("refresh", started_by=request.user.pk)
    except WracaError as refusal:
        notices.complain(request, str(refusal))
        return _back()
    record_deed(request.user.pk, "refresh.started", object_kind="job", object_id=run.pk)
    return HttpResponseRedirect(reverse("console:job", args=[run.pk]))


@allows("roll_back")
@require_POST
def roll_back(request: HttpRequest) -> HttpResponse:
    try:
        with Generations(settings.GENERATIONS_FOLDER).rollback() as generation:
            record_deed(request.user.pk, "generation.rolled_back", object_kind="generation", object_id=generation.id)
            notices.say(
                request, _("Generation %s is shown again. The next refresh computes a new one.") % generation.id
            )
    except WracaError as refusal:
        notices.complain(request, str(refusal))
    return _back()


@allows("run_jobs")
@require_POST
def resolve(request: HttpRequest, alert_id: int) -> HttpResponse:
    alert = queries.find_alert(alert_id)
    if alert is None:
        raise Http404
    resolve_alert(alert.kind, clock.now(), subject=alert.subject)
    record_deed(request.user.pk, "alert.resolved", object_kind="alert", object_id=alert.pk)
    notices.say(request, _("Marked as mended. It comes back if the trouble is still there."))
    return _back()


@allows("pause_everything")
@require_GET
def pause_question(request: HttpRequest) -> HttpResponse:
    """What the switch holds back, before anybody throws it."""
    return render(request, "system/pause.html")


@allows("pause_everything")
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    shop_actions.pause(user_id=request.user.pk, now=clock.now())
    record_deed(request.user.pk, "shop.paused")
    notices.say(request, _("Everything that would leave the house is held back."))
    return HttpResponseRedirect(reverse("console:system-pause"))


@allows("resume_everything")
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    shop_actions.resume()
    record_deed(request.user.pk, "shop.resumed")
    notices.say(request, _("Released. What was held back may leave again."))
    return HttpResponseRedirect(reverse("console:system-pause"))
