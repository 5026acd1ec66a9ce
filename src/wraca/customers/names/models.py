from django.db import models
from django.db.models.functions import Now


class FormOfAddress(models.Model):
    """How staff or the customer said they are to be addressed. Appended; the last word stands."""

    STAFF, CUSTOMER = "staff", "customer"
    FEMININE, MASCULINE = "f", "m"

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False)
    #: The form itself, a vocative (`Kasiu`); empty: derive it from the given name.
    vocative = models.TextField(default="", blank=True)
    #: Grammatical; empty: derive it from the name.
    gender = models.TextField(default="", blank=True)
    #: The given name it was said of. A vocative of Katarzyna says nothing of the Joanna that an import makes of her.
    given_name = models.TextField(default="", blank=True)
    #: Who said it; `by` is the staff member.
    source = models.TextField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(gender__in=["", "f", "m"]), name="customers_formofaddress_gender"
            ),
            models.CheckConstraint(
                condition=models.Q(source="staff", by__isnull=False) | models.Q(source="customer", by=None),
                name="customers_formofaddress_source",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="customers_formofaddress_last")]
