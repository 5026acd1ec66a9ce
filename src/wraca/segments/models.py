from django.db import models
from django.db.models.functions import Now

LONGEST_NAME, LONGEST_ABOUT = 80, 400


class Segment(models.Model):
    """A rule with a name. What it says now is its latest version."""

    name = models.TextField()
    #: What it is for, in the owner's words.
    about = models.TextField(default="", blank=True)
    #: Those whom the owner most wants to win and keep: the shop is measured by them.
    target = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    #: Put away: it is not shown, and what uses it goes on.
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"),
                condition=models.Q(archived_at=None),
                name="segments_segment_name",
            )
        ]


class SegmentVersion(models.Model):
    """A rule as it was from some moment on. Never changed."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions", db_index=False)
    #: From 1.
    number = models.IntegerField()
    #: Text, as `write_rule` writes it.
    rule = models.TextField()
    made_at = models.DateTimeField()
    #: The staff member.
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["segment", "number"], name="segments_segmentversion_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="segments_segmentversion_number"),
        ]
