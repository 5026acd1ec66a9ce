"""Files that staff bring in by the console: kept in the data folder until they are in, or a week."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from wraca.connectors.csv_files.files import look_at
from wraca.connectors.csv_files.maps import Chosen, chosen_of
from wraca.connectors.importing import ImportOptions, Trial, try_file
from wraca.connectors.models import Upload
from wraca.connectors.rejects import RejectsFile
from wraca.jobs.import_file import UPLOADS, queue_import
from wraca.jobs.models import JobRun
from wraca.kit.errors import InvalidInput
from wraca.kit.language import _

#: Above it the dry run is a job of its own.
QUICK_BYTES = 3_000_000
MOST_BYTES = 2_000_000_000
KEPT_DAYS = 7


def keep_upload(name: str, chunks: Iterable[bytes], *, by: int | None) -> Upload:
    """Written piece by piece and looked at: what cannot be read at all is not kept. Raises InvalidInput."""
    folder = settings.DATA / UPLOADS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{secrets.token_hex(8)}{Path(name).suffix.lower()[:12]}"
    try:
        size = _write(path, chunks)
        look_at(path)
    except InvalidInput as refusal:
        path.unlink(missing_ok=True)
        raise InvalidInput(str(refusal).replace(str(path), name)) from refusal
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Upload.objects.create(file_name=name[:200], path=str(path), bytes=size, uploaded_by=by)


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise InvalidInput(_("The file is larger than {mb} MB.").format(mb=MOST_BYTES // 1_000_000))
            file.write(chunk)
    path.chmod(0o600)
    return size


def choose(upload: Upload, chosen: Chosen | None, *, create_customers: bool = False, source: str = "") -> None:
    """What was said of the file; a dry run made before no longer holds."""
    told: dict[str, Any] = {"create_customers": create_customers, "source": source}
    if chosen:
        told |= {"kind": chosen.kind, "columns": dict(chosen.columns), "day_first": chosen.day_first}
    upload.choices, upload.trial = told, {}
    upload.save(update_fields=["choices", "trial"])


def options_of(upload: Upload) -> ImportOptions:
    source = str(upload.choices.get("source") or "") or None
    chosen = chosen_of(upload.choices, source)
    return ImportOptions(
        path=Path(upload.path),
        source=source,
        create_customers=bool(upload.choices.get("create_customers")),
        started_by=upload.uploaded_by,
        layout=chosen.layout() if chosen else None,
    )


def try_upload(upload: Upload, now: datetime, report=lambda rows: None) -> Trial:
    """The dry run; its figures and its rejected rows are kept beside the file."""
    header = look_at(Path(upload.path)).header
    with rejects_path(upload).open("w", encoding="utf-8-sig", newline="") as file:
        trial = try_file(options_of(upload), now, report, rejects_file=RejectsFile(file, header))
    upload.trial = {
        "kind": trial.kind,
        **{name: getattr(trial, name) for name in ("rows", "new", "changed", "same", "rejected")},
        "problems": [[row, problem.reason, dict(problem.values)] for row, problem in trial.problems[:20]],
    }
    upload.save(update_fields=["trial"])
    return trial


def rejects_path(upload: Upload) -> Path:
    return Path(f"{upload.path}.rejected.csv")


def start_import(upload: Upload, *, by: int | None) -> JobRun:
    """Raises Conflict while another import is under way."""
    options = options_of(upload)
    run = queue_import(
        options.path,
        kind=None,
        source=options.source,
        create_customers=options.create_customers,
        started_by=by,
        upload=upload.pk,
        name=upload.file_name,
        rows=int(upload.trial.get("rows", 0)),
    )
    upload.job_run_id = run.pk
    upload.save(update_fields=["job_run_id"])
    return run


def drop_upload(upload: Upload) -> None:
    for path in (Path(upload.path), rejects_path(upload)):
        path.unlink(missing_ok=True)


def forget_uploads(now: datetime) -> int:
    """Files that nobody brought in. Returns how many went."""
    old = list(Upload.objects.filter(uploaded_at__lt=now - timedelta(days=KEPT_DAYS)))
    for upload in old:
        drop_upload(upload)
        upload.delete()
    return len(old)
