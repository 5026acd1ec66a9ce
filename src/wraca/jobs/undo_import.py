"""The undo of an import as a job, queued by the console with `queue_undo`."""

from __future__ import annotations

from dataclasses import asdict

from wraca.connectors.undoing import undo_import
from wraca.jobs.models import JobRun
from wraca.jobs.runs import carry_out, queue_run
from wraca.kit import clock


def queue_undo(import_run_id: int, *, started_by: int | None) -> JobRun:
    """Raises Conflict while another undo is under way."""
    return queue_run("undo_import", arguments={"import_run": import_run_id}, started_by=started_by)


def carry_out_undo(run_id: int) -> dict:
    """One transaction: killed half-way, nothing has happened."""
    run = JobRun.objects.get(pk=run_id)

    def work(progress) -> dict:
        progress("undoing")
        return asdict(undo_import(run.arguments["import_run"], now=clock.now(), by=run.started_by))

    return carry_out(run_id, work, alert="import_failed")
