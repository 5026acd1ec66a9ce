from django.db import models
from django.db.models.functions import Now

from wraca.events.stamps import changed_column


class Preference(models.Model):
    """One thing a customer wants. Appended; the last word on each name stands."""

    CUSTOMER, STAFF = "customer", "staff"

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False)
    #: One of wraca.customers.preferences.choices.NAMES.
    name = models.TextField()
    value = models.JSONField(null=True)
    at = models.DateTimeField()
    #: Who said it; `by` is the staff member who was told.
    source = models.TextField(default="customer")
    by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    changed = changed_column()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source="staff", by__isnull=False) | models.Q(source="customer", by=None),
                name="customers_preference_source",
            ),
        ]
        indexes = [models.Index(fields=["customer", "at", "id"], name="customers_preference_last")]
