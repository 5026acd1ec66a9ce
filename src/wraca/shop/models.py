from django.db import models
from django.db.models.functions import Now

from wraca.shop.choices import FLAG_RULES, IGNORED


class Shop(models.Model):
    """The one shop of this installation. The check on `id` makes a second row impossible."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.TextField()
    #: ISO 4217. Orders in another currency are rejected.
    currency = models.TextField()
    #: IANA zone: a shop's day begins and ends there.
    zone = models.TextField()
    language = models.TextField(default="pl")
    #: Whether the amounts that come in contain tax.
    prices_gross = models.BooleanField(default=True)
    #: Used, and labelled "assumed", where a product's cost is unknown.
    default_margin_percent = models.DecimalField(max_digits=5, decimal_places=2, default=30)
    #: True while the sample shop is loaded; figures then carry a note, and it can be removed.
    sample = models.BooleanField(default=False)
    #: Weeks by which the sample's dates were moved, and what else its later starts need to know.
    sample_facts = models.JSONField(default=dict)
    #: Whether customers who are certainly one person are merged without anybody looking.
    merges_certain_duplicates = models.BooleanField(default=False)
    #: Whether imported flags of consent count: one of `FLAG_RULES`. The law asks the sender for proof (GDPR art. 7).
    flag_rule = models.TextField(default=IGNORED)
    #: The switch that holds back everything that would leave the house.
    paused_at = models.DateTimeField(null=True)
    paused_by = models.BigIntegerField(null=True)
    #: Rule -> months, where they are not as usual (wraca.shop.retention); `asks_inactive`.
    retention = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="shop_shop_one"),
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="shop_shop_currency"),
            models.CheckConstraint(condition=models.Q(language__in=["pl", "en"]), name="shop_shop_language"),
            models.CheckConstraint(
                condition=models.Q(default_margin_percent__gte=0, default_margin_percent__lte=100),
                name="shop_shop_margin",
            ),
            models.CheckConstraint(condition=models.Q(flag_rule__in=list(FLAG_RULES)), name="shop_shop_flag_rule"),
        ]
