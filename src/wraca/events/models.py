from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from wraca.events.stamps import changed_column


class Event(models.Model):
    """One thing that happened. Rows are appended, never changed."""

    #: When it happened, by whoever saw it.
    at = models.DateTimeField()
    #: `subject.past`, one of wraca.events.kinds.
    kind = models.TextField()
    #: Bare: an event outlives what it is about, and `events` knows no customers.
    customer_id = models.BigIntegerField(null=True)
    #: The idempotency key: a second row with it is the same event.
    key = models.TextField()
    #: Hash of kind, moment, customer and payload: the same key with another one is a conflict.
    fingerprint = models.BinaryField(max_length=32)
    payload = models.JSONField(default=dict)
    source = models.TextField(db_default="wraca")
    recorded_at = models.DateTimeField(db_default=Now())
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="events_event_key"),
            models.CheckConstraint(condition=models.Q(kind__regex=r"^[a-z_]+\.[a-z_]+$"), name="events_event_kind"),
        ]
        indexes = [
            models.Index(fields=["customer_id", "-at", "-id"], name="events_event_timeline"),
            BrinIndex(fields=["changed"], pages_per_range=32, name="events_event_changed"),
        ]


class Cursor(models.Model):
    """How far a follower of the timeline has come: every event up to (`position`, `last_id`) has been handled."""

    follower = models.TextField(primary_key=True)
    #: A value of `Event.changed`; `last_id` orders the events of one transaction.
    position = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(db_default=Now())


class ApiKey(models.Model):
    """A secret that lets a program in. Only its hash is kept; the prefix tells people which one it is."""

    name = models.TextField()
    prefix = models.TextField()
    secret_hash = models.BinaryField(max_length=32)
    scopes = models.JSONField(default=list)
    #: The system that uses it: outside ids are unique within a source.
    source = models.TextField(default="api")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.BigIntegerField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["secret_hash"], name="events_apikey_secret")]


class IdempotentAnswer(models.Model):
    """The first answer to a request that carried an Idempotency-Key, kept so that its repeat gets the same."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE)
    key = models.TextField()
    body_hash = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "key"], name="events_idempotentanswer_key")]
