"""The dry run of a large file as a job; small ones are tried while the page is made."""

from __future__ import annotations

from wraca.connectors.models import Upload
from wraca.jobs.models import JobRun
from wraca.jobs.runs import carry_out, queue_run, told_beside
from wraca.jobs.uploads import try_upload
from wraca.kit import clock


def queue_trial(upload: Upload, *, by: int | None) -> JobRun:
    """Raises Conflict while another one is under way."""
    run = queue_run("try_import", arguments={"upload": upload.pk}, started_by=by)
    upload.job_run_id = run.pk
    upload.save(update_fields=["job_run_id"])
    return run


def carry_out_trial(run_id: int) -> dict:
    upload = Upload.objects.get(pk=JobRun.objects.get(pk=run_id).arguments["upload"])

    def work(progress) -> dict:
        with told_beside(progress) as tell:
            trial = try_upload(upload, clock.now(), lambda rows: tell("trying", rows, 0))
        return {"rows": trial.rows, "rejected": trial.rejected}

    return carry_out(run_id, work)
