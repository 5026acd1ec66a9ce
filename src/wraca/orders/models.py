from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from wraca.catalogue.models import Variant
from wraca.customers.models import Customer
from wraca.events.stamps import changed_column


class Order(models.Model):
    """What was asked for and agreed. Refunds and a cancellation are facts of their own; net revenue is derived."""

    PENDING, PAID, FAILED = "pending", "paid", "failed"

    source = models.TextField()
    outside_id = models.TextField()
    #: What people call it; the outside id where the store has no other number.
    number = models.TextField(default="", blank=True)
    #: None: the buyer is not known.
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, db_index=False)
    placed_at = models.DateTimeField()
    #: The shop's calendar day of `placed_at`.
    local_day = models.DateField()
    payment_state = models.TextField(default=PAID)
    paid_at = models.DateTimeField(null=True)
    currency = models.TextField()
    #: Lines before discounts, discounts (positive), tax contained or added, shipping; all in minor units.
    subtotal_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    #: What the customer pays.
    total_minor = models.BigIntegerField()
    #: Pieces, the sum of its lines: a customer's summary is made without reading lines.
    items = models.BigIntegerField(default=0)
    channel = models.TextField(default="", blank=True)
    location = models.TextField(default="", blank=True)
    coupon_codes = ArrayField(models.TextField(), default=list)
    #: The source's own clock: an older word never overwrites a newer one.
    source_updated_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "outside_id"], name="orders_order_outside"),
            models.CheckConstraint(
                condition=models.Q(payment_state__in=["pending", "paid", "failed"]), name="orders_order_payment"
            ),
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="orders_order_currency"),
            models.CheckConstraint(
                condition=models.Q(discount_minor__gte=0, tax_minor__gte=0, shipping_minor__gte=0, total_minor__gte=0),
                name="orders_order_amounts",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "local_day", "id"], name="orders_order_customer"),
            models.Index(fields=["-placed_at", "-id"], name="orders_order_latest"),
            models.Index(fields=["number"], name="orders_order_number"),
            models.Index(fields=["changed"], name="orders_order_changed"),
        ]


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, db_index=False)
    position = models.IntegerField()
    #: None: the product is not in the catalogue; `name` is what the store called it.
    variant = models.ForeignKey(Variant, null=True, on_delete=models.SET_NULL, db_index=False)
    #: Of the order, repeated: the lake keeps lines by month without a join.
    placed_at = models.DateTimeField()
    name = models.TextField(default="", blank=True)
    quantity = models.BigIntegerField()
    unit_price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    #: quantity x unit price - discount, as the store rounded it.
    total_minor = models.BigIntegerField()
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_orderline_position"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="orders_orderline_quantity"),
            models.CheckConstraint(condition=models.Q(discount_minor__gte=0), name="orders_orderline_discount"),
        ]
        indexes = [
            models.Index(fields=["variant", "-placed_at"], name="orders_orderline_variant"),
            # Lines lie in the order in which they were written: a BRIN finds the late ones at a tenth of the cost.
            BrinIndex(fields=["changed"], pages_per_range=32, name="orders_orderline_changed"),
        ]


class Refund(models.Model):
    """Money given back for an order, in whole or in part."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, db_index=False)
    #: The store's id of it, unique within the order.
    outside_id = models.TextField()
    at = models.DateTimeField()
    local_day = models.DateField()
    amount_minor = models.BigIntegerField()
    reason = models.TextField(default="", blank=True)
    changed = changed_column()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "outside_id"], name="orders_refund_outside"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="orders_refund_amount"),
        ]
        indexes = [
            models.Index(fields=["changed"], name="orders_refund_changed"),
        ]


class Cancellation(models.Model):
    """The order was called off: it counts as never having been placed."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE)
    at = models.DateTimeField()
    reason = models.TextField(default="", blank=True)
    changed = changed_column()

    class Meta:
        indexes = [models.Index(fields=["changed"], name="orders_cancellation_changed")]


class CustomerSummary(models.Model):
    """A customer's orders in a handful of numbers, exact at every commit: kept in the order's own transaction.

    An order counts when it is paid and not cancelled. An order day is a shop-local day with at least one such order;
    its value is the sum of total - refunds of its orders.
    """

    customer = models.OneToOneField(Customer, primary_key=True, on_delete=models.CASCADE)
    orders = models.IntegerField(default=0)
    order_days = models.IntegerField(default=0)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    #: Net of refunds.
    spent_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    #: Sum over order days of the day's value squared, in minor units squared.
    spent_squares = models.DecimalField(max_digits=38, decimal_places=0, default=0)
    #: Order days with a value above zero, and their sum: what the model of money is fitted on.
    valued_days = models.IntegerField(default=0)
    valued_minor = models.BigIntegerField(default=0)
    #: Sum of squared gaps between neighbouring order days, in days squared.
    gap_squares = models.BigIntegerField(default=0)
    #: Pieces bought.
    items = models.BigIntegerField(default=0)
    changed = changed_column()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(orders=0, order_days=0, first_day__isnull=True, last_day__isnull=True)
                    | models.Q(
                        orders__gte=models.F("order_days"), order_days__gt=0, last_day__gte=models.F("first_day")
                    )
                ),
                name="orders_customersummary_whole",
            ),
        ]
        indexes = [models.Index(fields=["changed"], name="orders_customersummary_changed")]
