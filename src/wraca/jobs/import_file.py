"""An import as a job, queued by the console with `queue_import`."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from wraca.connectors.csv_files.layout import Layout
from wraca.connectors.csv_files.maps import chosen_of
from wraca.connectors.importing import ImportOptions
from wraca.connectors.models import Upload
from wraca.jobs.models import JobRun
from wraca.jobs.runs import carry_out, queue_run, told_beside
from wraca.jobs.telling_imports import import_and_tell
from wraca.kit import clock
from wraca.kit.errors import InvalidInput

#: Where the console keeps what was uploaded, inside the data folder.
UPLOADS = "imports"


def queue_import(
    path: Path,
    *,
    kind: str | None,
    source: str | None,
    create_customers: bool,
    started_by: int | None,
    upload: int | None = None,
    name: str = "",
    rows: int = 0,
) -> JobRun:
    """`path` lies in the data folder's `imports/`. Raises Conflict while another import is under way."""
    uploads = (settings.DATA / UPLOADS).resolve()
    if not path.resolve().is_relative_to(uploads):
        raise InvalidInput(f"a file to import must lie in {uploads}")
    arguments: dict[str, object] = {
        "path": str(path),
        "kind": kind,
        "source": source,
        "create_customers": create_customers,
    }
    arguments |= {"upload": upload, "name": name, "rows": rows}
    return queue_run("import", arguments=arguments, started_by=started_by)


def carry_out_import(run_id: int) -> dict:
    """Safe to run again after a kill: rows that came in before are the same now."""
    run = JobRun.objects.get(pk=run_id)
    upload = Upload.objects.filter(pk=run.arguments.get("upload") or 0).first()
    options = ImportOptions(
        path=Path(run.arguments["path"]),
        kind=run.arguments["kind"],
        source=run.arguments["source"],
        create_customers=run.arguments["create_customers"],
        started_by=run.started_by,
        name=run.arguments.get("name") or "",
        layout=_layout_of(upload),
    )
    total = int(run.arguments.get("rows") or 0)

    def work(progress) -> dict:
        with told_beside(progress) as tell:
            done = import_and_tell(options, clock.now(), lambda rows: tell("importing", rows, max(total, rows)))
        if upload:
            _finish(upload, done.pk)
        return {"import_run": done.pk, "rows": done.rows, "rejected": done.rejected}

    return carry_out(run_id, work)


def _layout_of(upload: Upload | None) -> Layout | None:
    chosen = chosen_of(upload.choices) if upload else None
    return chosen.layout() if chosen else None


def _finish(upload: Upload, import_run_id: int) -> None:
    """It is in: the file, which is personal data, is not kept."""
    from wraca.jobs.uploads import drop_upload

    upload.import_run_id = import_run_id
    upload.save(update_fields=["import_run_id"])
    drop_upload(upload)
