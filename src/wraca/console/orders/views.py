"""The orders' list, its file, and the card of one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.console.customers.cells import name_of
from wraca.console.lists.cells import lines
from wraca.console.lists.csv_files import amount, csv_answer
from wraca.console.lists.frame import frame
from wraca.console.lists.pages import Chip, chip, chosen_sort, kept
from wraca.console.orders import queries
from wraca.console.orders.cells import number_cell, state_of, writers
from wraca.console.orders.labels import COLUMNS, NUMBER, STATES
from wraca.console.orders.queries import Wanted
from wraca.console.words import speak
from wraca.kit.errors import InvalidInput
from wraca.kit.money import exponent_of
from wraca.staff.audit import record_deed


def wanted_by(request: HttpRequest) -> Wanted:
    sort, descending = chosen_sort(request.GET, ("placed", "total"), "-placed")
    wanted = Wanted(
        text=request.GET.get("q", "").strip()[:100],
        state=request.GET.get("state", ""),
        channel=request.GET.get("channel", ""),
        customer_id=_id(request.GET.get("customer")),
        product_id=_id(request.GET.get("product")),
        since=_day(request.GET.get("since")),
        until=_day(request.GET.get("until")),
        sort=sort,
        descending=descending,
    )
    if wanted.sort == "total" and not queries.can_sort_by_total(wanted):
        wanted = replace(wanted, sort="placed", descending=True)
    try:
        return replace(wanted, after=queries.parse_after(request.GET.get("after", ""), wanted.sort))
    except InvalidInput as wrong:
        raise Http404 from wrong


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and len(text) < 19 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@allows("see_orders")
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    wanted = wanted_by(request)
    shop = request.shop
    listing = queries.list_orders(wanted, shop.zone)
    sortable = queries.can_sort_by_total(wanted)
    columns = [replace(c, sort="total") if c.name == "total" and sortable else c for c in COLUMNS]
    filtered = any(
        (wanted.text, wanted.state, wanted.channel, wanted.customer_id, wanted.product_id, wanted.since, wanted.until)
    )
    context = {
        "listing": listing,
        "lines": lines([vars(order) | {"order": order} for order in listing.rows], number_cell, columns, writers()),
        "columns": columns,
        "number": NUMBER,
        "wanted": wanted,
        "sort": ("-" if wanted.descending else "") + wanted.sort,
        "chips": _chips(request),
        "is_filtered": filtered,
        "most_counted": queries.MOST_COUNTED,
        "kept_period": kept(request.GET, "since", "until", "after"),
        **frame(request, "orders"),
    }
    return render(request, "orders/list.html", context)


def _chips(request: HttpRequest) -> list[Chip]:
    channels = {name: name for name in queries.list_channels()}
    chips = [chip(request.GET, "state", _("State"), STATES)]
    return [*chips, chip(request.GET, "channel", _("Channel"), channels)] if channels else chips


@allows("export_lists")
@require_GET
def orders_csv(request: HttpRequest) -> HttpResponse:
    wanted = replace(wanted_by(request), after=None)
    filters = {
        "state": wanted.state,
        "channel": wanted.channel,
        "since": str(wanted.since or ""),
        "until": str(wanted.until or ""),
    }
    record_deed(request.user.pk, "list.exported", object_kind="orders", details=filters)
    rows = queries.walk_orders(wanted, request.shop.zone)
    return csv_answer("orders", _csv_header(), _csv_rows(rows), speak())


def _csv_header() -> list[str]:
    return [
        _("Id"), _("Number"), _("Source"), _("Day"), _("State"), _("Customer"), _("Channel"), _("Place"), _("Currency"),
        _("Before discounts"), _("Discounts"), _("Tax"), _("Shipping"), _("Total"), _("Refunded"),
        _("Net of refunds"), _("Coupons"),
    ]  # fmt: skip


def _csv_rows(orders: Iterator) -> Iterator[list[object]]:
    for order in orders:
        exponent = exponent_of(order.currency)
        sums = (order.subtotal_minor, order.discount_minor, order.tax_minor, order.shipping_minor, order.total_minor)
        yield [
            order.pk, order.number or order.outside_id, order.source, order.local_day, str(STATES[state_of(order)]),
            order.customer_id, order.channel, order.location, order.currency,
            *(amount(value, exponent) for value in (*sums, order.refunded_minor, order.net_minor)),
            " ".join(order.coupon_codes),
        ]  # fmt: skip


@allows("see_orders")
@require_GET
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    found = queries.find_order(order_id)
    if found is None:
        raise Http404
    rows = queries.list_lines(found.pk)
    context = {
        "order": found,
        "buyer": name_of(vars(found.customer)) if found.customer else "",
        "lines": rows,
        "pieces": sum(line.quantity for line in rows),
        "refunds": queries.list_refunds(found.pk),
        "lines_minor": sum(line.total_minor for line in rows),
        "title": format_html("{}", _("Order %s") % (found.number or found.outside_id)),
    }
    return render(request, "orders/card.html", context)
