"""Where the data comes from: imports, and the rows that could not be taken in."""

from __future__ import annotations

import itertools

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wraca.connectors.queries import end_interrupted
from wraca.connectors.reasons import sentence_of
from wraca.connectors.rejects import format_of_rejects, write_rejects
from wraca.console.access import allows
from wraca.console.lists.csv_files import BYTE_ORDER_MARK
from wraca.console.lists.pages import Page, page_number
from wraca.console.system import queries
from wraca.console.system.labels import IMPORT_KINDS
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
def rejects_csv(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """The rows as they came, with the reason in a last column: mended, the file can be sent again."""
    run = queries.find_import(run_id)
    if run is None:
        raise Http404
    record_deed(request.user.pk, "rejects.exported", object_kind="import", object_id=run.pk)
    rejects = queries.walk_rejects(run.pk)
    first = next(rejects, None)
    kind = format_of_rejects(first)
    written = write_rejects(itertools.chain([first], rejects) if first else [], run.header)
    lines = itertools.chain([BYTE_ORDER_MARK], written) if kind == "csv" else written
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejected-{run.pk}.{kind}"'
    return answer
