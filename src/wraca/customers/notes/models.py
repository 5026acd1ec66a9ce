from django.db import models
from django.db.models.functions import Now

from wraca.customers.freshness.fading import FACT, PREFERENCE


class Note(models.Model):
    """A fact, a preference or a note as it was told to a staff member. Never changed: what is added continues it."""

    FACT, PREFERENCE, NOTE = FACT, PREFERENCE, "note"
    KINDS = (FACT, PREFERENCE, NOTE)

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False)
    kind = models.TextField()
    #: What it is about ("shoe size"); empty for a note.
    subject = models.TextField(default="", blank=True)
    text = models.TextField()
    #: The staff member it was told to.
    by = models.BigIntegerField()
    at = models.DateTimeField()
    #: The first of the chain; empty for the first itself.
    continues = models.ForeignKey("self", null=True, on_delete=models.CASCADE, db_index=False)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=[FACT, PREFERENCE, "note"]), name="customers_note_kind"),
            models.CheckConstraint(condition=~models.Q(text=""), name="customers_note_text"),
        ]
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="customers_note_last"),
            models.Index(fields=["continues"], name="customers_note_chain"),
        ]
