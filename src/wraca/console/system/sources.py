"""Where the data comes from: imports, and the rows that could not be taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wraca.connectors.models import ImportReject
from wraca.connectors.queries import end_interrupted
from wraca.connectors.reasons import sentence_of
from wraca.console.access import allows
from wraca.console.lists.csv_files import csv_answer
from wraca.console.lists.pages import Page, page_number
from wraca.console.system import queries
from wraca.console.system.labels import IMPORT_KINDS
from wraca.console.words import speak
from wraca.kit import clock
from wraca.staff.audit import record_deed


@allows("see_system")
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    end_interrupted(clock.now())
    number = page_number(request.GET)
    runs, total = queries.list_imports(number)
    context = {
        "sources": [_with_label(run) for run in queries.list_sources()],
        "runs": [_with_label(run) for run in runs],
        "page": Page(runs, number, total, number * queries.PAGE_SIZE < total, queries.PAGE_SIZE),
        "total": total,
    }
    return render(request, "system/sources.html", context)


def _with_label(run) -> dict:
    return {"run": run, "kind": IMPORT_KINDS.get(run.kind, run.kind)}


@allows("see_system")
@require_GET
def one_import(request: HttpRequest, run_id: int) -> HttpResponse:
    end_interrupted(clock.now())
    run = queries.find_import(run_id)
    if run is None:
        raise Http404
    number = page_number(request.GET)
    rejects, total = queries.list_rejects(run.pk, number)
    context = {
        "run": run,
        "kind": IMPORT_KINDS.get(run.kind, run.kind),
        "by": queries.names_of([run.started_by]).get(run.started_by or 0, ""),
        "rejects": [{"row": reject, "sentence": sentence_of(reject.reason, reject.values)} for reject in rejects],
        "page": Page(rejects, number, total, number * queries.PAGE_SIZE < total, queries.PAGE_SIZE),
        "total": total,
    }
    return render(request, "system/import.html", context)


@allows("export_lists")
@require_GET
def rejects_csv(request: HttpRequest, run_id: int) -> HttpResponse:
    """The rows as they came, with the reason in a last column: mended, the file can be sent again."""
    run = queries.find_import(run_id)
    if run is None:
        raise Http404
    first = queries.list_rejects(run.pk, 1)[0]
    names = list(first[0].raw) if first and isinstance(first[0].raw, dict) else ["row"]
    record_deed(request.user.pk, "rejects.exported", object_kind="import", object_id=run.pk)
    rows = _reject_rows(queries.walk_rejects(run.pk), names)
    return csv_answer(f"rejected-{run.pk}", [*names, _("wraca: row"), _("wraca: reason")], rows, speak())


def _reject_rows(rejects: Iterator[ImportReject], names: list[str]) -> Iterator[list[object]]:
    for reject in rejects:
        raw = reject.raw if isinstance(reject.raw, dict) else {"row": reject.raw}
        yield [
            *(_text(raw.get(name)) for name in names),
            reject.row_number,
            sentence_of(reject.reason, reject.values),
        ]


def _text(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
