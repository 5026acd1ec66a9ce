from django.contrib.postgres.fields import ArrayField
from django.db import models


class ErasureRequest(models.Model):
    """Somebody asked to be erased. Kept after it was done: it proves that it was done in time."""

    #: Bare: it outlives the customer.
    customer_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    #: They thought better of it.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id"],
                condition=models.Q(done_at=None, withdrawn_at=None),
                name="customers_erasurerequest_open",
            )
        ]


class Handout(models.Model):
    """That everything held of somebody was handed out: the proof, without the contents."""

    PORTAL, CONSOLE, COMMAND = "portal", "console", "command"

    #: Bare: it outlives the customer.
    customer_id = models.BigIntegerField()
    at = models.DateTimeField()
    #: Where they took it themselves, or who handed it out: `by` is the staff member.
    way = models.TextField()
    by = models.BigIntegerField(null=True)
    #: File (json, page) -> its SHA-256 in hexadecimal.
    digests = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(way__in=["portal", "console", "command"]), name="customers_handout_way"
            )
        ]
        indexes = [models.Index(fields=["customer_id", "-at"], name="customers_handout_last")]


class Erasure(models.Model):
    """That somebody was erased: when, by whom, what went. Ids, moments and numbers, nothing of the person."""

    #: The one that stood for the person, then the others; bare, as they may be gone.
    customer_ids = ArrayField(models.BigIntegerField())
    #: When the row of each was made: by id and moment, they are known again in an older backup.
    made_at = ArrayField(models.DateTimeField())
    #: When they asked; None: nobody asked, staff or a rule decided.
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField()
    #: The staff member; None: the command line, a rule, or a restore that repeats it.
    by = models.BigIntegerField(null=True)
    #: Whether their rows stay, emptied, because orders or proven consents hang on them.
    emptied = models.BooleanField()
    #: Table -> rows deleted or emptied.
    counts = models.JSONField(default=dict)
    #: Names in the data folder's `imports/` of files that held them and are to go; random names.
    files = models.JSONField(default=list)
    #: When a refresh that knew of it was published; older generations may still be read.
    refreshed_at = models.DateTimeField(null=True)
    #: When lake, generations and files held nothing of them any more; None: they follow.
    files_done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-done_at", "-id"], name="customers_erasure_latest"),
            models.Index(fields=["id"], condition=models.Q(files_done_at=None), name="customers_erasure_open"),
        ]


class ErasedIdentity(models.Model):
    """What an erased person was called by a system, as a digest: a later word about it brings nothing back."""

    #: HMAC of source and outside id with the key of ErasureKey.
    digest = models.BinaryField(max_length=32, primary_key=True)
    #: The emptied customer; None: nobody was left, and orders that still come are nobody's.
    customer_id = models.BigIntegerField(null=True)
    erased_at = models.DateTimeField()


class ErasureKey(models.Model):
    """The key of those digests, in the database as that of suppressed addresses is: with a new secret key of the
    installation, a nightly export would bring everybody back."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    key = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="customers_erasurekey_one")]


class KeepQuestion(models.Model):
    """Whether to keep the data of somebody who never bought and was not heard of for long. Kept after it ended."""

    LETTER, STAFF = "letter", "staff"
    #: They said so, or staff did; they were seen meanwhile; they were erased.
    KEPT, SEEN, ERASED = "kept", "seen", "erased"

    #: Bare: it outlives the customer.
    customer_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    #: Asked by a letter, or left to staff, since nothing may be written to them.
    way = models.TextField()
    #: Empty while it is open.
    outcome = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id"], condition=models.Q(outcome=""), name="customers_keepquestion_open"
            ),
            models.CheckConstraint(condition=models.Q(way__in=["letter", "staff"]), name="customers_keepquestion_way"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "kept", "seen", "erased"]), name="customers_keepquestion_outcome"
            ),
        ]
