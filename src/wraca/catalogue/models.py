from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from wraca.events.stamps import changed_column


class Category(models.Model):
    source = models.TextField()
    outside_id = models.TextField()
    name = models.TextField()
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "outside_id"], name="catalogue_category_outside"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="catalogue_category_tree",
            ),
        ]
        indexes = [models.Index(fields=["changed"], name="catalogue_category_changed")]


class Product(models.Model):
    """A model that is sold, in one or more variants."""

    source = models.TextField()
    outside_id = models.TextField()
    name = models.TextField()
    folded_name = models.TextField(default="", blank=True, editable=False)
    brand = models.TextField(default="", blank=True)
    description = models.TextField(default="", blank=True)
    url = models.TextField(default="", blank=True)
    category = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, db_index=False)
    active = models.BooleanField(default=True)
    traits = models.JSONField(default=dict)
    #: The source's own clock: an older word never overwrites a newer one.
    source_updated_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)
    changed = changed_column()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "outside_id"], name="catalogue_product_outside")]
        indexes = [
            models.Index(fields=["changed"], name="catalogue_product_changed"),
            models.Index(fields=["category", "id"], name="catalogue_product_category"),
            GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="catalogue_product_name_trgm"),
        ]


class Variant(models.Model):
    """What is put into the basket: a model in one colour and size. A product without choices has one variant."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, db_index=False)
    source = models.TextField()
    outside_id = models.TextField()
    sku = models.TextField(default="", blank=True)
    ean = models.TextField(default="", blank=True)
    name = models.TextField(default="", blank=True)
    colour = models.TextField(default="", blank=True)
    size = models.TextField(default="", blank=True)
    #: Place in the shop's size range, so that S stands before M.
    position = models.IntegerField(default=0)
    #: None: not known.
    price_minor = models.BigIntegerField(null=True)
    unit_cost_minor = models.BigIntegerField(null=True)
    stock_quantity = models.BigIntegerField(null=True)
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "outside_id"], name="catalogue_variant_outside"),
            models.CheckConstraint(
                condition=models.Q(price_minor__isnull=True) | models.Q(price_minor__gte=0),
                name="catalogue_variant_price",
            ),
            models.CheckConstraint(
                condition=models.Q(unit_cost_minor__isnull=True) | models.Q(unit_cost_minor__gte=0),
                name="catalogue_variant_cost",
            ),
        ]
        indexes = [
            models.Index(fields=["product", "position", "id"], name="catalogue_variant_product"),
            models.Index(fields=["sku"], name="catalogue_variant_sku"),
            models.Index(fields=["changed"], name="catalogue_variant_changed"),
        ]


class Photograph(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, db_index=False)
    variant = models.ForeignKey(Variant, null=True, on_delete=models.CASCADE)
    #: Where the shop serves it from, or a file of the data folder's `photographs/`.
    url = models.TextField(default="", blank=True)
    file = models.TextField(default="", blank=True)
    alt = models.TextField(default="", blank=True)
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "position"], name="catalogue_photograph_position"),
            models.CheckConstraint(
                condition=~models.Q(url="", file="") & (models.Q(url="") | models.Q(file="")),
                name="catalogue_photograph_place",
            ),
        ]


class PriceChange(models.Model):
    """From `at` on the variant costs this. The price at a moment is the last change before it."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, db_index=False)
    at = models.DateTimeField()
    price_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "at"], name="catalogue_pricechange_once"),
            models.CheckConstraint(condition=models.Q(price_minor__gte=0), name="catalogue_pricechange_price"),
        ]


class StockChange(models.Model):
    """What stood on the shelf from `at` on, per place; an empty location is the whole shop."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, db_index=False)
    location = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["variant", "location", "at"], name="catalogue_stockchange_once")]
