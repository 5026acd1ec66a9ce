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
