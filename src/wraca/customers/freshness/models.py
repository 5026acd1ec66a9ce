from django.db import models
from django.db.models.functions import Now

from wraca.customers.freshness.fading import CUSTOMER, SOURCE, STAFF
from wraca.events.stamps import changed_column


class FieldWord(models.Model):
    """One word about a customer: which fields it told, and which of them said something else than before. Appended.

    It holds no values: they stand in the customer's row, and what they were before is nobody's business.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False)
    said_at = models.DateTimeField()
    #: `source`: the system named in `source`; `staff`: the staff member `by`; `customer`: they themselves.
    told_by = models.TextField(default=SOURCE)
    source = models.TextField()
    by = models.BigIntegerField(null=True)
    #: Bits in the order of `fading.FIELDS`. Told and not different, after an earlier word: confirmed.
    told = models.IntegerField()
    differed = models.IntegerField(default=0)
    recorded_at = models.DateTimeField(db_default=Now())
    #: Its index is made by the migration.
    changed = changed_column()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told_by=SOURCE, by=None)
                | models.Q(told_by=CUSTOMER, by=None)
                | models.Q(told_by=STAFF, by__isnull=False),
                name="customers_fieldword_teller",
            ),
            models.CheckConstraint(condition=models.Q(told__gt=0), name="customers_fieldword_told"),
        ]
        indexes = [
            models.Index(fields=["customer", "-said_at", "-id"], name="customers_fieldword_last"),
        ]


class Correction(models.Model):
    """Somebody said better than the source. It stands until the source, too, says something else than what was
    corrected: a nightly copy of the old value is no news."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False)
    #: One of `fading.FIELDS`.
    field = models.TextField()
    #: Column -> what the source said, as text; empty where it said nothing.
    said = models.JSONField()
    told_by = models.TextField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "field"],
                condition=models.Q(until=None),
                name="customers_correction_live",
            )
        ]
