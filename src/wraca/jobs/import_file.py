"""An import as a job, queued by the console with `queue_import`."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from wraca.connectors.importing import ImportOptions, import_file
from wraca.jobs.models import JobRun
from wraca.jobs.runs import carry_out, queue_run, told_beside
from wraca.kit import clock
from wraca.kit.errors import InvalidInput

#: Where the console keeps what was uploaded, inside the data folder.
UPLOADS = "imports"


def queue_import(
    path: Path, *, kind: str | None, source: str, create_customers: bool, started_by: int | None
) -> JobRun:
    """`path` lies in the data folder's `imports/`. Raises Conflict while another import is under way."""
    uploads = (settings.DATA / UPLOADS).resolve()
    if not path.resolve().is_relative_to(uploads):
        raise InvalidInput(f"a file to import must lie in {uploads}")
    arguments = {"path": str(path), "kind": kind, "source": source, "create_customers": create_customers}
    return queue_run("import", arguments=arguments, started_by=started_by)


def carry_out_import(run_id: int) -> dict:
    """Safe to run again after a kill: rows that came in before are the same now."""
    run = JobRun.objects.get(pk=run_id)
    options = ImportOptions(
        path=Path(run.arguments["path"]),
        kind=run.arguments["kind"],
        source=run.arguments["source"],
        create_customers=run.arguments["create_customers"],
        started_by=run.started_by,
    )

    def work(progress) -> dict:
        with told_beside(progress) as tell:
            done = import_file(options, clock.now(), lambda rows: tell("importing", rows, 0))
        return {"import_run": done.pk, "rows": done.rows, "rejected": done.rejected}

    return carry_out(run_id, work, alert="import_failed")
