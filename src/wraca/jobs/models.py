from django.db import models
from django.db.models.functions import Now


class JobRun(models.Model):
    """A long piece of work as people see it: what it is doing, how far it is, how it ended."""

    WAITING, RUNNING, DONE, FAILED, STOPPED = "waiting", "running", "done", "failed", "stopped"

    #: refresh, import, load_sample, remove_sample, backup …
    kind = models.TextField()
    state = models.TextField(default=WAITING)
    #: A code of the present step; the console renders it in the reader's language.
    step = models.TextField(default="", blank=True)
    done = models.BigIntegerField(default=0)
    #: 0: not known yet.
    total = models.BigIntegerField(default=0)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)
    started_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    #: The worker's sign of life; a running job without one for a minute was killed.
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "failed", "stopped"]),
                name="jobs_jobrun_state",
            )
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="jobs_jobrun_latest")]


class Alert(models.Model):
    """Something that failed and that the owner should know, until it is mended."""

    #: refresh_failed, queue_stuck, disk_low, worker_down, import_failed …
    kind = models.TextField()
    #: What it is about, so that the same trouble raises one alert.
    subject = models.TextField(default="", blank=True)
    values = models.JSONField(default=dict)
    raised_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(resolved_at__isnull=True), name="jobs_alert_open"
            )
        ]
