"""A long job as its page shows it: the row says how far it is, so a reload loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.console.system.labels import step_label
from wraca.console.system.retention_labels import RULES
from wraca.jobs.models import JobRun

TITLES: dict[str, str | Promise] = {
    "refresh": _("Refresh"),
    "import": _("Import"),
    "load_sample": _("Loading the sample shop"),
    "remove_sample": _("Removing the sample shop"),
    "find_duplicates": _("Looking for customers known twice"),
    "check_newcomers": _("Looking whether newcomers are known already"),
    "backup": _("Backup"),
    "restore": _("Restore"),
    "try_import": _("Dry run of an import"),
    "undo_import": _("Undo of an import"),
    "erase": _("Erasure"),
    "finish_erasures": _("Files of those who were erased"),
    "retention": _("Forgetting what is old"),
    "tag_customers": _("Tag on a list of customers"),
    "undo_tagging": _("Undo of a tag on a list"),
}
STATES: dict[str, str | Promise] = {
    "waiting": pgettext_lazy("state of a job", "waiting"),
    "running": pgettext_lazy("state of a job", "running"),
    "done": pgettext_lazy("state of a job", "done"),
    "failed": pgettext_lazy("state of a job", "failed"),
    "stopped": pgettext_lazy("state of a job", "stopped"),
}
#: Codes that jobs report, beside the steps of the refresh, which `system/labels.py` names.
STEPS: dict[str, str | Promise] = {
    "copy": _("Copying the truth to the lake"),
    "publish": _("Publishing"),
    "events": _("Writing down what happened"),
    "read": _("Reading the file"),
    "load": _("Loading"),
    "people": _("Loading customers"),
    "customers": _("Loading customers"),
    "products": _("Loading products"),
    "orders": _("Loading orders"),
    "remove_orders": _("Removing orders"),
    "remove_rest": _("Removing the rest"),
    "lines": _("Loading order lines"),
    "summaries": _("Summing up customers"),
    "refresh": _("Computing"),
    "importing": _("Taking the rows in"),
    "trying": _("Trying the rows"),
    "undoing": _("Taking the import back"),
    "erasing": _("Erasing in the database"),
    "tagging": _("Putting the tag on or taking it off"),
    "untagging": _("Putting the tags back as they were"),
    "chances": _("Counting how often strangers agree"),
    "newcomers": _("Comparing newcomers with all others"),
    "block": _("Choosing whom to compare"),
    "compare": _("Comparing"),
    "learn": _("Learning what tells people apart"),
    "score": _("Weighing"),
    "keep": _("Keeping what was found"),
    "merge": _("Merging who is certain"),
    **{code: rule.title for code, rule in RULES.items()},
}
LIVE = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class JobProgress:
    id: int
    title: str
    state: str
    state_text: str
    step_text: str
    done: int
    total: int
    error: str
    is_live: bool
    next_url: str = ""
    next_text: str = ""


def find_progress(run_id: int, *, next_url: str = "", next_text: str = "") -> JobProgress | None:
    """`next_url` and `next_text` are offered once the job is done."""
    run = JobRun.objects.filter(pk=run_id).first()
    return describe_run(run, next_url=next_url, next_text=next_text) if run else None


def describe_run(run: JobRun, *, next_url: str = "", next_text: str = "") -> JobProgress:
    finished = run.state == JobRun.DONE
    return JobProgress(
        id=run.pk,
        title=str(TITLES.get(run.kind, run.kind)),
        state=run.state,
        state_text=str(STATES.get(run.state, run.state)),
        step_text=str(STEPS.get(run.step) or step_label(run.step)),
        done=run.done,
        total=run.total,
        error=run.error,
        is_live=run.state in LIVE,
        next_url=next_url if finished else "",
        next_text=next_text if finished else "",
    )


@allows("see_today")
@require_GET
def show_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The part that asks again until the job has ended; then the page is loaded anew, with what the job brought."""
    job = find_progress(run_id)
    if job is None:
        raise Http404
    response = render(request, "components/job.html", {"job": job})
    if not job.is_live:
        response.headers["HX-Refresh"] = "true"
    return response
