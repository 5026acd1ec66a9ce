from django.db import models


class Tag(models.Model):
    #: As it was first written.
    name = models.TextField()
    #: Folded: `VIP`, `vip` and `Vip` are one tag.
    key = models.TextField(unique=True)


class Tagging(models.Model):
    """That a tag is on a customer, since when and by whom; taken off, the row ends and stays."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False)
    at = models.DateTimeField()
    by = models.BigIntegerField()
    until = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    #: Of the deed that put it on, and of the one that took it off: a deed on a whole list is undone as one.
    deed = models.UUIDField()
    ended_deed = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "customer"], condition=models.Q(until=None), name="customers_tagging_live"
            )
        ]
        indexes = [
            models.Index(fields=["customer"], name="customers_tagging_cust"),
            models.Index(fields=["deed"], name="customers_tagging_deed"),
            models.Index(fields=["ended_deed"], condition=~models.Q(ended_deed=None), name="customers_tagging_ended"),
        ]
