"""A file brought in by hand: dropped, recognised or mapped, tried, taken in, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wraca.connectors.csv_files.files import Seen, look_at
from wraca.connectors.csv_files.maps import Chosen, check, chosen_of, guess_columns, remember
from wraca.connectors.models import ImportRun, Upload
from wraca.connectors.queries import find_run
from wraca.connectors.reasons import sentence_of
from wraca.connectors.undoing import UNDO_DAYS, may_be_undone, try_undo
from wraca.console import notices
from wraca.console.access import allows
from wraca.console.progress import find_progress
from wraca.console.system.field_labels import FIELD_LABELS
from wraca.console.system.labels import IMPORT_KINDS
from wraca.jobs.try_import import queue_trial
from wraca.jobs.undo_import import queue_undo
from wraca.jobs.uploads import QUICK_BYTES, choose, keep_upload, rejects_path, start_import, try_upload
from wraca.kit import clock
from wraca.kit.errors import WracaError
from wraca.staff.audit import record_deed

_ENCODINGS = {"utf-8-sig": "UTF-8", "cp1250": "windows-1250", "iso8859-2": "ISO 8859-2", "utf-16": "UTF-16"}
#: Runs up to this many rows say beforehand what their undo would do; of larger ones it is said afterwards.
QUICK_UNDO = 50_000


@allows("import_data")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "system/bring_in.html", {"days": UNDO_DAYS})
    file = request.FILES.get("file")
    if file is None:
        notices.complain(request, _("Choose a file first."))
        return HttpResponseRedirect(reverse("console:import-file"))
    try:
        upload = keep_upload(str(file.name), file.chunks(), by=request.user.pk)
    except WracaError as refusal:
        return render(request, "system/bring_in.html", {"days": UNDO_DAYS, "refusal": str(refusal)}, status=422)
    record_deed(request.user.pk, "file.uploaded", object_kind="upload", object_id=upload.pk)
    seen = look_at(Path(upload.path))
    if seen.remembered or not seen.guessed:
        choose(upload, None)
        _try(request, upload)
    return _to(upload)


def _find(upload_id: int) -> Upload:
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise Http404
    return upload


def _to(upload: Upload) -> HttpResponse:
    return HttpResponseRedirect(reverse("console:import-upload", args=[upload.pk]))


def _try(request: HttpRequest, upload: Upload) -> None:
    try:
        if upload.bytes > QUICK_BYTES:
            queue_trial(upload, by=request.user.pk)
        else:
            try_upload(upload, clock.now())
    except WracaError as refusal:
        notices.complain(request, str(refusal).replace(upload.path, upload.file_name))


@allows("import_data")
@require_GET
def upload_page(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = _find(upload_id)
    if upload.import_run_id:
        return HttpResponseRedirect(reverse("console:system-import", args=[upload.import_run_id]))
    if not Path(upload.path).exists():
        return render(request, "system/upload_gone.html", {"upload": upload})
    seen = look_at(Path(upload.path))
    chosen = _chosen(upload, seen, request.GET.get("kind", ""))
    job = find_progress(upload.job_run_id) if upload.job_run_id else None
    context = {
        "upload": upload,
        "seen": seen,
        "encoding": _ENCODINGS.get(seen.encoding, seen.encoding.upper()),
        "kind": IMPORT_KINDS.get(str(upload.trial.get("kind") or (chosen.kind if chosen else "")), ""),
        "chosen": chosen,
        "is_mapping": bool(seen.guessed or "columns" in request.GET or upload.choices.get("columns")),
        "columns": _columns(seen, chosen) if chosen else [],
        "fields": FIELD_LABELS[chosen.kind].items() if chosen else [],
        "kinds": {code: IMPORT_KINDS[code] for code in FIELD_LABELS},
        "trial": upload.trial,
        "problems": [(row, sentence_of(reason, values)) for row, reason, values in upload.trial.get("problems", [])],
        "job": job if job and (job.is_live or job.error) else None,
        "can_start": bool(upload.trial)
        and upload.trial["rows"] > upload.trial["rejected"]
        and not (job and job.is_live),
    }
    return render(request, "system/upload.html", context)


def _has_good_rows(upload: Upload) -> bool:
    return bool(upload.trial) and upload.trial["rows"] > upload.trial["rejected"]


def _chosen(upload: Upload, seen: Seen, kind: str) -> Chosen | None:
    """What the table of columns shows: what was chosen, what such a file was before, else a guess."""
    known = chosen_of(upload.choices) or seen.remembered or seen.guessed
    if kind in FIELD_LABELS and (known is None or kind != known.kind):
        return Chosen(kind, "file", guess_columns(kind, seen.names, seen.rows), seen.day_first)
    return known


def _columns(seen: Seen, chosen: Chosen) -> list[dict]:
    return [
        {
            "place": place,
            "name": seen.header[place],
            "samples": seen.samples(place),
            "field": chosen.columns.get(name, ""),
        }
        for place, name in enumerate(seen.names)
    ]


@allows("import_data")
@require_POST
def set_columns(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Checks and remembers what was chosen, then tries the file."""
    upload = _find(upload_id)
    seen = look_at(Path(upload.path))
    fields = {name: request.POST.get(f"column-{place}", "") for place, name in enumerate(seen.names)}
    columns = {name: field for name, field in fields.items() if field}
    source = request.POST.get("source", "").strip() or "file"
    day_first = request.POST.get("dates", "day") != "month"
    chosen = Chosen(request.POST.get("kind", ""), source, columns, day_first)
    try:
        check(chosen, seen.header)
        remember(chosen, seen.header, now=clock.now(), by=request.user.pk)
    except WracaError as refusal:
        choose(upload, chosen, source=source)
        notices.complain(request, str(refusal))
        return _to(upload)
    choose(upload, chosen, source=source)
    _try(request, upload)
    return _to(upload)


@allows("import_data")
@require_POST
def try_it(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = _find(upload_id)
    upload.choices = {**upload.choices, "create_customers": "create_customers" in request.POST}
    upload.save(update_fields=["choices"])
    _try(request, upload)
    return _to(upload)


@allows("import_data")
@require_POST
def start(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = _find(upload_id)
    try:
        run = start_import(upload, by=request.user.pk)
    except WracaError as refusal:
        notices.complain(request, str(refusal))
    else:
        record_deed(request.user.pk, "import.started", object_kind="job", object_id=run.pk)
    return _to(upload)


@allows("export_lists")
@require_GET
def rejected(request: HttpRequest, upload_id: int) -> FileResponse:
    """The rows that the dry run rejected, as they came, with the reasons."""
    upload = _find(upload_id)
    path = rejects_path(upload)
    if not path.exists():
        raise Http404
    record_deed(request.user.pk, "rejects.exported", object_kind="upload", object_id=upload.pk)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejected-{upload.pk}.csv")


@allows("import_data")
@require_http_methods(["GET", "POST"])
def undo_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """What an undo would do, and the button that does it."""
    run = find_run(run_id)
    if run is None:
        raise Http404
    if request.method == "POST":
        try:
            job = queue_undo(run.pk, started_by=request.user.pk)
        except WracaError as error:
            notices.complain(request, str(error))
            return HttpResponseRedirect(reverse("console:system-import", args=[run.pk]))
        return HttpResponseRedirect(reverse("console:job", args=[job.pk]))
    refusal = may_be_undone(run)
    quick = run.new + run.changed_rows <= QUICK_UNDO
    context: dict[str, Any] = {"run": run, "refusal": refusal, "undone": None, "days": UNDO_DAYS}
    if not refusal and quick:
        try:
            context["undone"] = try_undo(run.pk, now=clock.now())
        except WracaError as error:
            context["refusal"] = str(error)
    return render(request, "system/undo.html", context | {"rows": _rows(context["undone"]), "kind": _kind(run)})


def _kind(run: ImportRun) -> object:
    return IMPORT_KINDS.get(run.kind, run.kind)


def _rows(undone) -> list[tuple[object, int, int, int]]:
    """(what, removed, restored, staying)."""
    if undone is None:
        return []
    names = {**IMPORT_KINDS, "variants": _("Variants"), "categories": _("Categories")}
    counted = (undone.removed, undone.restored, undone.changed_since, undone.spoken_of_since)
    told = [name for name in names if any(name in counts for counts in counted)]
    return [
        (
            names[name],
            undone.removed.get(name, 0),
            undone.restored.get(name, 0),
            undone.changed_since.get(name, 0) + undone.spoken_of_since.get(name, 0),
        )
        for name in told
    ]
