from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class DuplicatePair(models.Model):
    """Two customers who may be one person, and what was decided about them."""

    MERGED, DIFFERENT, LATER = "merged", "different", "later"

    #: Canonical customers; the left one's id is the smaller.
    left = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    right = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    #: [{"name", "level", "bits"}], strongest first: codes and numbers, never contents.
    reasons = models.JSONField(default=list)
    #: The exact rule by which they are certain; empty: none.
    rule = models.TextField(default="", blank=True)
    found_at = models.DateTimeField()
    decision = models.TextField(null=True)
    #: The staff member; None: the rule.
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    merge = models.ForeignKey("customers.Merge", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="customers_duplicatepair_once"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="customers_duplicatepair_order"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__isnull=True) | models.Q(decision__in=["merged", "different", "later"]),
                name="customers_duplicatepair_decision",
            ),
        ]
        indexes = [
            models.Index(
                models.F("probability").desc(),
                "id",
                condition=models.Q(decision__isnull=True),
                name="customers_duplicatepair_open",
            )
        ]


class DuplicateKeys(models.Model):
    """What a customer could be found by: digests of normalised values, so that nothing can be read from them."""

    customer = models.OneToOneField("customers.Customer", on_delete=models.CASCADE, primary_key=True)
    keys = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="customers_duplicatekeys_keys")]


class DuplicateShare(models.Model):
    """How large a share of the customers has a value, of values that several have; by its digest."""

    key = models.BigIntegerField(primary_key=True)
    share = models.FloatField()


class DuplicateModel(models.Model):
    """What was learnt last. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    learnt_at = models.DateTimeField()
    people = models.BigIntegerField()
    #: `mixture.Weights`, by name.
    weights = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="customers_duplicatemodel_one")]
