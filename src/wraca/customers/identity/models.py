from django.db import models
from django.db.models.functions import Now


class Identifier(models.Model):
    """What somebody may be known by. A customer's own outside id is in their row and not repeated here."""

    EMAIL, PHONE, OUTSIDE, CARD, DEVICE, ALIAS = "email", "phone", "outside", "card", "device", "alias"

    kind = models.TextField()
    #: Empty where the value means the same everywhere; else the system within which it does.
    source = models.TextField(default="", blank=True)
    #: Normalised: lower case, E.164, an alias without its transaction.
    value = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "kind", "source"], name="customers_identifier_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["email", "phone", "outside", "card", "device", "alias"]),
                name="customers_identifier_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["email", "phone"], source="")
                | models.Q(kind__in=["card", "device"])
                | models.Q(models.Q(kind__in=["outside", "alias"]) & ~models.Q(source="")),
                name="customers_identifier_source",
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="customers_identifier_value"),
        ]


class IdentifierLink(models.Model):
    """That an identifier is a customer's, since when, and what says so. Ended, never deleted."""

    CLAIMED, IMPORTED, ORDER, LOG_IN, OPT_IN, STAFF, RULE = (
        *("claimed", "imported", "order"),
        *("log_in", "opt_in", "staff", "rule"),
    )
    #: Words that anybody could have typed.
    CLAIMS = (CLAIMED, IMPORTED)
    #: What a source tells with the customer's row, and takes back when it tells another value.
    TOLD = (CLAIMED, IMPORTED, ORDER)

    identifier = models.ForeignKey(Identifier, on_delete=models.CASCADE, db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=False)
    proof = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    #: Ids and codes of what proved it, never contents.
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identifier", "customer", "proof"],
                condition=models.Q(until__isnull=True),
                name="customers_identifierlink_live",
            ),
            models.CheckConstraint(
                condition=models.Q(proof__in=["claimed", "imported", "order", "log_in", "opt_in", "staff", "rule"]),
                name="customers_identifierlink_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="customers_identifierlink_span",
            ),
        ]
        indexes = [models.Index(fields=["customer"], name="customers_identifierlink_cust")]


class Merge(models.Model):
    """That one customer is the same person as another. The rows of both stay as they are; undoing it ends it."""

    from_customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="merged_into", db_index=False
    )
    into_customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="merged_from", db_index=False
    )
    at = models.DateTimeField()
    #: The staff member; None: a rule did it.
    by = models.BigIntegerField(null=True)
    #: What decided it: `by_hand`, or the rule's name.
    rule = models.TextField()
    #: Weights, probability: codes and numbers, never contents.
    evidence = models.JSONField(default=dict)
    #: Field -> id of the customer whose value is shown; without an entry, that of the one merged into.
    fields = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_customer=models.F("into_customer")), name="customers_merge_other"
            ),
            models.UniqueConstraint(
                fields=["from_customer"],
                condition=models.Q(undone_at__isnull=True),
                name="customers_merge_live",
            ),
        ]
        indexes = [
            models.Index(fields=["from_customer"], name="customers_merge_from"),
            models.Index(fields=["into_customer"], name="customers_merge_into"),
        ]
