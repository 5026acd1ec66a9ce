from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from wraca.customers.access.models import CustomerSession, LogInLink, LogInRequest, ShopSecret, SpentToken
from wraca.customers.consents.models import ConsentTrace, ConsentWording, OptIn
from wraca.customers.duplicates.models import DuplicateKeys, DuplicateModel, DuplicatePair, DuplicateShare
from wraca.customers.freshness.models import Correction, FieldWord
from wraca.customers.identity.models import Identifier, IdentifierLink, Merge
from wraca.customers.names.models import FormOfAddress
from wraca.customers.notes.models import Note
from wraca.customers.preferences.models import Preference
from wraca.customers.rights.models import (
    ErasedIdentity,
    Erasure,
    ErasureKey,
    ErasureRequest,
    Handout,
    KeepQuestion,
)
from wraca.customers.sign_up.models import SignUpAttempt, SignUpForm
from wraca.customers.tags.models import Tag, Tagging
from wraca.events.stamps import changed_column

__all__ = [
    "ConsentRecord",
    "ConsentTrace",
    "ConsentWording",
    "Correction",
    "Customer",
    "CustomerSession",
    "DuplicateKeys",
    "DuplicateModel",
    "DuplicatePair",
    "DuplicateShare",
    "ErasedIdentity",
    "Erasure",
    "ErasureKey",
    "ErasureRequest",
    "FieldWord",
    "FormOfAddress",
    "Handout",
    "Identifier",
    "IdentifierLink",
    "KeepQuestion",
    "LogInLink",
    "LogInRequest",
    "Merge",
    "Note",
    "OptIn",
    "Preference",
    "ShopSecret",
    "SignUpAttempt",
    "SignUpForm",
    "SpentToken",
    "Tag",
    "Tagging",
]


class Customer(models.Model):
    """One person as one source knows them."""

    #: Which system speaks of them (`api`, `sample`, a store's name) and by what id.
    source = models.TextField()
    outside_id = models.TextField()
    given_name = models.TextField(default="", blank=True)
    family_name = models.TextField(default="", blank=True)
    #: Names without diacritics, for search: the database has no Polish collation.
    folded_name = models.TextField(default="", blank=True, editable=False)
    #: Family name then given name, in an order that is the Polish alphabet's byte by byte.
    sort_name = models.TextField(default="", blank=True, editable=False)
    #: Lower case, trimmed; empty when unknown.
    email = models.TextField(default="", blank=True)
    #: E.164; empty when unknown.
    phone = models.TextField(default="", blank=True)
    birth_date = models.DateField(null=True)
    street = models.TextField(default="", blank=True)
    postcode = models.TextField(default="", blank=True)
    city = models.TextField(default="", blank=True)
    #: ISO 3166 alpha-2; empty when unknown.
    country = models.TextField(default="", blank=True)
    language = models.TextField(default="", blank=True)
    signed_up_at = models.DateTimeField()
    #: Made up by the sample shop: this person bought nothing and does not exist.
    invented = models.BooleanField(default=False)
    #: What else the source told: age band, income band, household …
    traits = models.JSONField(default=dict)
    #: The source's own clock: an older word never overwrites a newer one.
    source_updated_at = models.DateTimeField(null=True)
    #: Which customer stands for the person: its own id until it is merged away. Set by a trigger on insert, and by
    #: wraca.customers.identity.actions, which alone changes it.
    canonical_id = models.BigIntegerField(editable=False)
    #: Everything that says who it was is gone since; the row stays for the orders that hang on it.
    erased_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "outside_id"], name="customers_customer_outside"),
            models.CheckConstraint(
                condition=models.Q(country="") | models.Q(country__regex=r"^[A-Z]{2}$"),
                name="customers_customer_country",
            ),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{5,14}$"),
                name="customers_customer_phone",
            ),
            models.CheckConstraint(
                condition=models.Q(email="") | models.Q(email__contains="@"), name="customers_customer_email"
            ),
        ]
        indexes = [
            models.Index(fields=["changed"], name="customers_customer_changed"),
            models.Index(fields=["sort_name", "id"], name="customers_customer_sort"),
            models.Index(fields=["email"], name="customers_customer_mail"),
            models.Index(fields=["phone"], name="customers_customer_tel"),
            # Few are merged away: those who are not cost nothing here.
            models.Index(
                fields=["canonical_id"],
                condition=~models.Q(canonical_id=models.F("id")),
                name="customers_customer_merged",
            ),
            models.Index(fields=["id"], condition=~models.Q(erased_at=None), name="customers_customer_erased"),
            GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="customers_customer_name_trgm"),
            GinIndex(fields=["email"], opclasses=["gin_trgm_ops"], name="customers_customer_mail_trgm"),
        ]


class ConsentRecord(models.Model):
    """One thing a customer said about being written to. Only added to: a trigger refuses to change or delete it but in
    an erasure (consents/erase.py). What follows from all of them is consents/fold.py."""

    EMAIL, SMS, PHONE, PUSH, MESSENGER, POST = "email", "sms", "phone", "push", "messenger", "post"
    CHANNELS = (EMAIL, SMS, PHONE, PUSH, MESSENGER, POST)
    GIVEN, WITHDRAWN, CONFIRMED = "given", "withdrawn", "confirmed"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False)
    purpose = models.TextField(default="marketing")
    channel = models.TextField()
    action = models.TextField()
    at = models.DateTimeField()
    source = models.TextField()
    #: False for a flag that came with an import: it says a box was ticked, and proves nothing.
    proven = models.BooleanField(default=False)
    #: Asked for, and no consent until a record `confirmed` follows.
    awaits_confirmation = models.BooleanField(default=False, db_default=False)
    #: The words that were shown; None where the source did not say, and for a withdrawal.
    wording = models.ForeignKey(ConsentWording, on_delete=models.PROTECT, null=True, db_index=False)
    #: Address of the page with the form, without its query.
    form_url = models.TextField(default="", db_default="", blank=True)
    #: The staff member who was told.
    by = models.BigIntegerField(null=True)
    evidence = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(db_default=Now())
    #: Its index is made by the migration: the name it has in the database is longer than Django lets one be.
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "purpose", "channel", "at", "action", "source"], name="customers_consentrecord_once"
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms", "phone", "push", "messenger", "post"]),
                name="customers_consentrecord_channel",
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=["given", "withdrawn", "confirmed"]),
                name="customers_consentrecord_action",
            ),
            models.CheckConstraint(
                condition=models.Q(awaits_confirmation=False) | models.Q(action="given"),
                name="customers_consentrecord_awaits",
            ),
        ]
