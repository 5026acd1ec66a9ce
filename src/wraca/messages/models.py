from django.db import models
from django.db.models.functions import Now


class Message(models.Model):
    """One message to one address: what became of it. Its contents are in MessageBody and go first."""

    SERVICE, MARKETING = "service", "marketing"
    #: May go to an erased address: that it is erased.
    LAST_LETTER = "erasure_done"
    #: And the one that asks somebody who signed up anew whether they want to be written to again.
    ASKS_AGAIN = "confirm_subscription"
    #: Waits; is leaving or has left, nobody knows yet; was taken by the server; was refused for good.
    QUEUED, SENDING, SENT, FAILED = "queued", "sending", "sent", "failed"
    #: The address wants or takes nothing; there is no consent, or the message is out of date; it may have left.
    SUPPRESSED, WITHHELD, UNKNOWN = "suppressed", "withheld", "unknown"
    STATES = (QUEUED, SENDING, SENT, FAILED, SUPPRESSED, WITHHELD, UNKNOWN)

    #: Bare: what was sent is told after the customer is gone. None: staff, or somebody not known yet.
    customer_id = models.BigIntegerField(null=True)
    purpose = models.TextField()
    channel = models.TextField()
    #: Which letter it is: log_in_link, confirm_subscription …
    kind = models.TextField()
    language = models.TextField()
    #: Where it goes, as the address was when it was queued; emptied by an erasure.
    address = models.TextField()
    subject = models.TextField(default="", blank=True)
    #: Of a commercial one: topics, occasion, what it rests on (`wraca.messages.wishes.About`).
    about = models.JSONField(default=dict)
    state = models.TextField(default=QUEUED)
    #: Code of why it is in that state.
    reason = models.TextField(default="", blank=True)
    #: Unique for ever: the same key again is the same message.
    key = models.TextField(unique=True)
    #: Hash of everything in it: the same key with another one is a conflict.
    fingerprint = models.BinaryField(max_length=32)
    #: Its body holds a link that opens something, so it is forgotten as soon as it has left.
    secret = models.BooleanField(default=False)
    #: Made while the sample shop was loaded: it never leaves the house.
    sample = models.BooleanField(default=False)
    #: The record of consent that let it leave; of marketing.
    consent_id = models.BigIntegerField(null=True)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    #: Not before; moved on by each failed attempt.
    due_at = models.DateTimeField()
    #: Not after: a link that no longer opens anything is not worth sending.
    expires_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    #: What the server answered: its codes, never its text, which repeats the address.
    answer = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(purpose__in=["service", "marketing"]), name="outbox_purpose"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["queued", "sending", "sent", "failed", "suppressed", "withheld", "unknown"]
                ),
                name="outbox_state",
            ),
            # Nobody consents on behalf of nobody.
            models.CheckConstraint(
                condition=models.Q(purpose="service") | models.Q(customer_id__isnull=False), name="outbox_marketing"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="queued"), name="outbox_queued"),
            models.Index(fields=["claimed_at"], condition=models.Q(state="sending"), name="outbox_sending"),
            models.Index(fields=["customer_id", "-created_at"], name="outbox_customer"),
            # When somebody was written to last, asked at the door of each.
            models.Index(
                fields=["customer_id", "-claimed_at"],
                condition=models.Q(purpose="marketing", state__in=["sending", "sent", "unknown"]),
                name="outbox_commercial",
            ),
            models.Index(fields=["-created_at", "-id"], name="outbox_latest"),
        ]


class MessageBody(models.Model):
    """What a message says. Kept apart, because it is forgotten long before the fact that it was sent."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="body")
    text = models.TextField()
    html = models.TextField(default="", blank=True)


class Suppression(models.Model):
    """An address that gets nothing over a channel, or no marketing, whatever else is known of it."""

    HARD_BOUNCE, COMPLAINT, ERASED, UNSUBSCRIBED, MANUAL = (
        *("hard_bounce", "complaint", "erased"),
        *("unsubscribed", "manual"),
    )
    #: These hold back service messages too.
    FOR_ALL = (HARD_BOUNCE, ERASED)

    channel = models.TextField()
    #: HMAC of the normalised address: it outlives an erasure.
    address_hash = models.BinaryField(max_length=32)
    reason = models.TextField()
    at = models.DateTimeField()
    #: Ids and codes, never contents.
    evidence = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_hash", "channel", "reason"],
                condition=models.Q(ended_at__isnull=True),
                name="outbox_suppression_live",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["hard_bounce", "complaint", "erased", "unsubscribed", "manual"]),
                name="outbox_suppression_reason",
            ),
        ]


class HashKey(models.Model):
    """The key of the hashes of suppressed addresses. In the database, not in the settings: with a new secret key of the
    installation, everybody who ever said no would be written to again."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    key = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="outbox_hashkey_one")]


class Sender(models.Model):
    """An address that the shop writes from. Nothing leaves in its name before somebody read its post."""

    address = models.TextField(unique=True)
    name = models.TextField()
    verified_at = models.DateTimeField(null=True)
    #: The one that messages are sent from.
    chosen = models.BooleanField(default=False)
    code_hash = models.BinaryField(max_length=32, default=b"")
    code_expires_at = models.DateTimeField(null=True)
    #: Codes tried since the last one was sent.
    tries = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chosen"], condition=models.Q(chosen=True), name="outbox_sender_chosen"),
            models.CheckConstraint(
                condition=models.Q(chosen=False) | models.Q(verified_at__isnull=False), name="outbox_sender_verified"
            ),
        ]


class Letter(models.Model):
    """A message that came into the house's own mailbox, which the sample shop sends to."""

    arrived_at = models.DateTimeField()
    mail_from = models.TextField()
    rcpt_to = models.TextField()
    #: As it came over SMTP.
    contents = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["-arrived_at", "-id"], name="outbox_letter_latest")]
