from django.db import models
from django.db.models.functions import Now


class ImportRun(models.Model):
    """One file (or one pull from a store) brought in."""

    source = models.TextField()
    #: customers, products, orders or events.
    kind = models.TextField()
    file_name = models.TextField(default="", blank=True)
    #: SHA-256 of the file: the same file again is recognised.
    file_hash = models.BinaryField(max_length=32, null=True)
    #: Its columns; empty for a file of JSON.
    header = models.JSONField(default=list)
    #: running, done, failed, or interrupted: its process was stopped or killed.
    state = models.TextField(default="running")
    rows = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    changed_rows = models.BigIntegerField(default=0)
    same = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    error = models.TextField(default="", blank=True)
    started_by = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "done", "failed", "interrupted"]),
                name="connectors_importrun_state",
            )
        ]
        indexes = [models.Index(fields=["-started_at", "-id"], name="connectors_importrun_latest")]


class ImportReject(models.Model):
    """A row that could not be taken, with the reason as a code and its values (rendered in the reader's language)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_index=False)
    row_number = models.BigIntegerField()
    reason = models.TextField()
    values = models.JSONField(default=dict)
    #: The row as it came, so that it can be downloaded, mended and sent again.
    raw = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["run", "row_number"], name="connectors_importreject_run")]
