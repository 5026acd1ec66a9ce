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
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    #: What was removed, restored and kept when it was undone.
    undone = models.JSONField(default=dict)

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


class ImportBatch(models.Model):
    """One transaction of a run. Rows stamped with it were written by it and by nobody since."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_index=False)
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "transaction"], name="connectors_importbatch_once")]


class ImportChange(models.Model):
    """A row as it was before a run first changed or deleted it, written by a trigger; with nothing before: inserted,
    in a table whose rows have no stamp."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, db_index=False)
    #: The table.
    place = models.TextField()
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place", "row_id"], name="connectors_importchange_once")]


class ColumnMap(models.Model):
    """What the columns of a file mean that nobody else knows, as somebody chose it."""

    #: SHA-256 of the column names, in any order and case.
    fingerprint = models.BinaryField(max_length=32)
    kind = models.TextField()
    source = models.TextField()
    #: Column of the file (normalised) -> ours.
    columns = models.JSONField(default=dict)
    day_first = models.BooleanField(default=True)
    made_by = models.BigIntegerField(null=True)
    used_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fingerprint"], name="connectors_columnmap_fingerprint")]


class Upload(models.Model):
    """A file on its way in: what was chosen for it, what the dry run said, what became of it."""

    file_name = models.TextField()
    #: In the data folder's `imports/`.
    path = models.TextField()
    bytes = models.BigIntegerField()
    choices = models.JSONField(default=dict)
    trial = models.JSONField(default=dict)
    #: The job at work on it, or the last one.
    job_run_id = models.BigIntegerField(null=True)
    import_run_id = models.BigIntegerField(null=True)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField(db_default=Now())
