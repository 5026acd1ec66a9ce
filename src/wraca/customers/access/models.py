from django.db import models
from django.db.models.functions import Now


class LogInRequest(models.Model):
    """Somebody typed an address to get a link. Kept for a day, to slow down asking; the address itself is forgotten as
    soon as it was looked up."""

    at = models.DateTimeField()
    address = models.TextField(default="", blank=True)
    address_hash = models.BinaryField(max_length=32)
    origin_hash = models.BinaryField(max_length=32)
    language = models.TextField()
    #: Whether the limits let it through; the page says the same either way.
    spared = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["address_hash", "at"], name="customers_loginrequest_address"),
            models.Index(fields=["origin_hash", "at"], name="customers_loginrequest_origin"),
        ]


class LogInLink(models.Model):
    """A letter's link: to one customer's page, or to make the address that it was sent to theirs. Good once, for 15
    minutes."""

    LOG_IN, ADDRESS = "log_in", "address"

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE)
    #: The address that it was sent to: following the link proves it.
    identifier = models.ForeignKey("customers.Identifier", on_delete=models.CASCADE, db_index=False)
    purpose = models.TextField(default=LOG_IN)
    token_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="customers_loginlink_token"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["log_in", "address"]), name="customers_loginlink_purpose"
            ),
        ]


class CustomerSession(models.Model):
    """A customer at their own page. Has nothing to do with the sessions of staff."""

    LINK, SHOP = "link", "shop"

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE)
    token_hash = models.BinaryField(max_length=32)
    #: How they got in.
    way = models.TextField()
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="customers_customersession_token"),
            models.CheckConstraint(condition=models.Q(way__in=["link", "shop"]), name="customers_customersession_way"),
        ]


class ShopSecret(models.Model):
    """With what one source's own log-in signs tokens. It opens the pages of that source's customers only."""

    source = models.TextField(unique=True)
    secret = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)


class SpentToken(models.Model):
    """A shop's token that was used: kept until it would have been out of date anyhow."""

    token_hash = models.BinaryField(max_length=32, primary_key=True)
    expires_at = models.DateTimeField()
