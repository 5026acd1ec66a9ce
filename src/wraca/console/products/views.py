"""The products' list, its file, and the card of one product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wraca.catalogue.models import Photograph
from wraca.console.access import allows
from wraca.console.lists.cells import lines
from wraca.console.lists.csv_files import amount, csv_answer
from wraca.console.lists.frame import frame
from wraca.console.lists.pages import Chip, chip, chosen_columns, chosen_sort, page_number, sort_options
from wraca.console.products import charts, queries
from wraca.console.products.cells import photograph_url, product_cell, writers
from wraca.console.products.grid import grid_of, margin_of
from wraca.console.products.labels import ACTIVE, COLUMNS, NAME, SALES
from wraca.console.products.queries import SORTS, Wanted
from wraca.console.reading import as_of, find_reader
from wraca.console.words import speak
from wraca.kit import clock
from wraca.kit.money import exponent_of
from wraca.staff.audit import record_deed

#: How far back the card of a product looks in the rows of orders.
CARD_DAYS = 730


def wanted_by(request: HttpRequest) -> Wanted:
    sort, descending = chosen_sort(request.GET, [*SORTS, "name"], "-revenue")
    category = request.GET.get("category", "")
    return Wanted(
        request.GET.get("q", "").strip()[:100],
        int(category) if category.isdigit() and len(category) < 19 else None,
        request.GET.get("sales", ""),
        request.GET.get("active", ""),
        sort,
        descending,
        page_number(request.GET),
    )


@allows("see_products")
@require_GET
def products(request: HttpRequest) -> HttpResponse:
    wanted = wanted_by(request)
    reader = find_reader()
    day = as_of(reader) if reader else None
    page = queries.list_products(reader, day, wanted)
    columns = chosen_columns(request.GET, COLUMNS)
    sort = ("-" if wanted.descending else "") + wanted.sort
    context = {
        "page": page,
        "total": page.total,
        "lines": lines(page.rows, product_cell, columns, writers(request.shop.currency)),
        "wanted": wanted,
        "sort": sort,
        "sorts": sort_options(request.GET, [NAME, *COLUMNS], sort),
        "columns": columns,
        "all_columns": COLUMNS,
        "name": NAME,
        "chips": _chips(request),
        "is_filtered": bool(wanted.narrows_names or wanted.sales),
        "as_of": day,
        **frame(request, "products"),
    }
    return render(request, "products/list.html", context)


def _chips(request: HttpRequest) -> list[Chip]:
    categories = {str(category.pk): category.name for category in queries.list_top_categories()}
    chips = [chip(request.GET, "sales", _("Sales"), SALES), chip(request.GET, "active", _("Assortment"), ACTIVE)]
    return [chip(request.GET, "category", _("Category"), categories), *chips] if categories else chips


@allows("export_lists")
@require_GET
def products_csv(request: HttpRequest) -> HttpResponse:
    reader = find_reader()
    currency = request.shop.currency
    rows = queries.walk_products(reader, as_of(reader) if reader else None, wanted_by(request))
    record_deed(
        request.user.pk, "list.exported", object_kind="products", details={"category": request.GET.get("category", "")}
    )
    return csv_answer("products", _csv_header(currency), _csv_rows(rows, exponent_of(currency)), speak())


def _csv_header(currency: str) -> list[str]:
    return [
        _("Id"), _("Source"), _("Number there"), _("Product"), _("Brand"), _("Category"),
        _("Price from (%s)") % currency,
        _("Price to (%s)") % currency, _("Stock"), _("Revenue, all time (%s)") % currency, _("Pieces sold"),
        _("Orders"),
        _("Buyers"), _("Buyers who bought it again"), _("Last sold"),
    ]  # fmt: skip


def _csv_rows(rows: Iterator[dict[str, Any]], exponent: int) -> Iterator[list[object]]:
    for row in rows:
        product = row["product"]
        yield [
            product.pk, product.source, product.outside_id, product.name, product.brand,
            product.category.name if product.category else "",
            amount(row.get("price_low"), exponent), amount(row.get("price_high"), exponent), row.get("stock"),
            amount(row.get("revenue_minor"), exponent), row.get("units"), row.get("orders"), row.get("buyers"),
            row.get("repeat_buyers"), row.get("last_day"),
        ]  # fmt: skip


@allows("see_products")
@require_GET
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    found = queries.find_product(product_id)
    if found is None:
        raise Http404
    shop = request.shop
    reader = find_reader()
    variants = queries.list_variants(found.pk)
    today = clock.local_day(clock.now(), shop.zone)
    since = (today - timedelta(days=CARD_DAYS)).replace(day=1)
    photographs = [{"url": photograph_url(p), "alt": p.alt} for p in queries.list_photographs(found.pk)]
    months = queries.list_sales_by_month(found.pk, since)
    context = {
        "product": found,
        "path": queries.list_path(found.category),
        "variants": variants,
        "grid": grid_of(variants),
        "photographs": photographs,
        "margin": margin_of(variants, shop.default_margin_percent),
        "sales": queries.find_sales(reader, found.pk),
        "as_of": as_of(reader) if reader else None,
        "buyers": queries.list_buyers(found.pk, since),
        "since": since,
        **_charts(variants, months, since, today, shop),
    }
    return render(request, "products/card.html", context)


def _charts(variants: list, months: list[dict[str, Any]], since: date, today: date, shop: Any) -> dict[str, Any]:
    ids = [variant.pk for variant in variants]
    return {
        "sales_chart": charts.sales(months, since, today, shop.currency),
        "price_chart": charts.prices(queries.list_price_changes(ids), shop.zone, today, shop.currency),
        "stock_chart": charts.stock(queries.list_stock_changes(ids), shop.zone, today),
    }


@allows("see_products")
@require_GET
def photograph(request: HttpRequest, photograph_id: int) -> FileResponse:
    """A photograph kept in the data folder. Its name comes from truth, and still may not lead out of the folder."""
    row = Photograph.objects.filter(pk=photograph_id).exclude(file="").first()
    folder = Path(settings.PHOTOGRAPHS_FOLDER).resolve()
    path = (folder / row.file).resolve() if row else folder
    if not path.is_file() or not path.is_relative_to(folder):
        raise Http404
    return FileResponse(path.open("rb"), headers={"Cache-Control": "private, max-age=86400"})
