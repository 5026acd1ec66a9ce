from django.db import models
from django.db.models.functions import Now


class ConsentWording(models.Model):
    """The exact words of a consent, as they were shown. A change is a new version; a trigger refuses any other."""

    LANGUAGES = ("pl", "en")

    purpose = models.TextField()
    channel = models.TextField()
    language = models.TextField()
    version = models.IntegerField()
    text = models.TextField()
    #: Of the text in UTF-8, in hexadecimal.
    sha256 = models.TextField()
    #: The staff member; None: our own words, with the shop's name in them.
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "channel", "language", "version"], name="customers_consentwording_once"
            ),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="customers_consentwording_version"),
            models.CheckConstraint(
                condition=models.Q(language__in=["pl", "en"]), name="customers_consentwording_language"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="customers_consentwording_text"),
        ]


class ConsentTrace(models.Model):
    """Where a consent was said from. Personal, and needed only while somebody may still doubt it: kept for a short
    time, which is why it is not a part of the record."""

    record = models.OneToOneField("customers.ConsentRecord", on_delete=models.CASCADE, primary_key=True)
    address = models.GenericIPAddressField(null=True)
    user_agent = models.TextField(default="", blank=True)
    keep_until = models.DateTimeField(db_index=True)


class OptIn(models.Model):
    """A consent that was asked for and waits until whoever has the address confirms it. Its token works once."""

    #: The record that awaits confirmation.
    request = models.OneToOneField("customers.ConsentRecord", on_delete=models.CASCADE)
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, db_index=True)
    #: The e-mail or telephone number that the token was sent to; only that one is proven by it.
    address = models.TextField()
    #: Who reads the database cannot confirm for others.
    token_hash = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_hash"], name="customers_optin_token")]
