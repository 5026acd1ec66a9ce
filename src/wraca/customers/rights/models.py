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
