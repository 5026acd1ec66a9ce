"""The list of jobs, and one job with its progress."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.console.lists.pages import Page, chip, page_number
from wraca.console.progress import STATES, TITLES, describe_run
from wraca.console.system import queries
from wraca.console.system.labels import RESULTS, result_text, step_label


@allows("see_system")
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    number = page_number(request.GET)
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    runs, total = queries.list_runs(number, kind, state)
    names = queries.names_of([run.started_by for run in runs])
    kinds = {code: TITLES.get(code, code) for code in queries.list_run_kinds()}
    context = {
        "runs": [{"run": run, "job": describe_run(run), "by": names.get(run.started_by or 0, "")} for run in runs],
        "page": Page(runs, number, total, number * queries.PAGE_SIZE < total, queries.PAGE_SIZE),
        "total": total,
        "chips": [chip(request.GET, "kind", _("Kind"), kinds), chip(request.GET, "state", _("State"), STATES)],
        "is_filtered": bool(kind or state),
    }
    return render(request, "system/jobs.html", context)


@allows("see_system")
@require_GET
def job(request: HttpRequest, run_id: int) -> HttpResponse:
    run = queries.find_run(run_id)
    if run is None:
        raise Http404
    steps = run.result.get("steps") if isinstance(run.result, dict) else None
    context = {
        "run": run,
        "job": describe_run(run, next_url=reverse("console:today"), next_text=_("Go to Today")),
        "by": queries.names_of([run.started_by]).get(run.started_by or 0, ""),
        "seconds": (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else None,
        "steps": [{**s, "label": step_label(str(s.get("step", "")))} for s in steps if isinstance(s, dict)]
        if isinstance(steps, list)
        else [],
        "facts": _facts(run.result) if isinstance(run.result, dict) else [],
    }
    return render(request, "system/job.html", context)


def _facts(result: dict) -> list[tuple[str, object]]:
    """The plain figures of the result, by their names."""
    return [
        (str(label), result_text(name, result[name]))
        for name, label in RESULTS.items()
        if isinstance(result.get(name), (int, float, str))
    ]
