from django.contrib.postgres.fields import ArrayField
from django.db import models


class SignUpForm(models.Model):
    """A form that the owner puts on pages of the shop. Its words of consent are those of the shop (ConsentWording)."""

    #: In its address: short, and not to be guessed in order.
    key = models.TextField(unique=True)
    #: For staff.
    name = models.TextField()
    language = models.TextField()
    title = models.TextField()
    intro = models.TextField(default="", blank=True)
    #: What is asked beside the e-mail address, in order; nothing of it is needed.
    fields = ArrayField(models.TextField(), default=list)
    #: One that is not active says so, and takes nobody in.
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(language__in=["pl", "en"]), name="customers_signupform_language")
        ]

    @property
    def source(self) -> str:
        """Of the customers that it brought."""
        return f"form-{self.pk}"


class SignUpAttempt(models.Model):
    """That a form was sent from somewhere: kept for a day, to slow down robots."""

    at = models.DateTimeField()
    origin_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["origin_hash", "at"], name="customers_signupattempt_origin")]
