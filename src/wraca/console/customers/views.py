"""The customers' list, as a page, as saved views and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wraca.console.access import allows
from wraca.console.customers.cells import chosen_cell, person_cell, writers
from wraca.console.customers.labels import COLUMNS, FILTERS, NAME
from wraca.console.customers.queries import (
    SORTS,
    Listing,
    Wanted,
    list_customers,
    list_names,
    list_sources,
    walk_customers,
)
from wraca.console.lists.cells import Row, held, lines
from wraca.console.lists.csv_files import amount, csv_answer
from wraca.console.lists.frame import frame
from wraca.console.lists.pages import chip, chosen_columns, chosen_sort, page_number, sort_options
from wraca.console.reading import as_of, find_reader, published_at
from wraca.console.segments.rules import segment_sql
from wraca.console.stages import stage_name
from wraca.console.words import speak
from wraca.customers.duplicates.queries import count_open_pairs
from wraca.customers.tags.queries import list_tags
from wraca.engine.reader import Reader
from wraca.insights.filters import BY_NAME
from wraca.kit import clock
from wraca.kit.money import exponent_of
from wraca.segments.queries import list_saved
from wraca.staff.audit import record_deed
from wraca.staff.roles import may

DEFAULT_SORT = "-value"


def wanted_by(request: HttpRequest) -> Wanted:
    sort, descending = chosen_sort(request.GET, [*SORTS, "name"], DEFAULT_SORT)
    filters = {name: tuple(request.GET.getlist(name)) for name in FILTERS if request.GET.get(name)}
    text = request.GET.get("q", "").strip()[:100]
    source = request.GET.get("source", "")[:100]
    return Wanted(
        filters, text, sort, descending, page_number(request.GET), _id(request, "tag"), source, _segment_sql(request)
    )


def _id(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _segment_sql(request: HttpRequest) -> str:
    """A segment that is unknown, or whose rule means nothing any more, finds nobody: not everybody."""
    segment_id, reader = _id(request, "segment"), find_reader()
    if segment_id is None or reader is None:
        return ""
    return segment_sql(request, reader, segment_id) or "SELECT NULL::BIGINT"


@allows("see_customers")
def customers(request: HttpRequest) -> HttpResponse:
    wanted = wanted_by(request)
    reader = find_reader()
    listing = list_customers(reader, as_of(reader), wanted) if reader else Listing(list_names(wanted))
    columns = chosen_columns(request.GET, COLUMNS) if reader else []
    sort = ("-" if wanted.descending else "") + wanted.sort
    context = {
        "listing": listing,
        "newer": [{**person, "title": person_cell(person)} for person in listing.newer],
        "page": listing.page,
        "total": listing.page.total,
        "lines": lines(listing.page.rows, _title(request), columns, writers(request.shop.currency)),
        "wanted": wanted,
        "sort": sort,
        "sorts": sort_options(request.GET, [NAME, *COLUMNS], sort),
        "chips": _chips(request, reader),
        "columns": columns,
        "all_columns": COLUMNS,
        "is_filtered": bool(wanted.narrowed or wanted.text),
        "tags": list_tags(),
        "as_of": as_of(reader) if reader else None,
        "published_at": published_at(reader) if reader else None,
        "known_twice": count_open_pairs(clock.now()),
        **frame(request, "customers"),
    }
    return render(request, "customers/list.html", context)


def _title(request: HttpRequest) -> Callable[[Row], SafeString]:
    return chosen_cell if may(request.user.role, "change_customers") else person_cell


def _chips(request: HttpRequest, reader: Reader | None) -> list:
    tags = {str(tag.pk): tag.name for tag in list_tags()}
    tagged = [chip(request.GET, "tag", _("Tag"), tags)] if tags else []
    saved = {str(each.segment.pk): each.segment.name for each in list_saved()} if reader else {}
    if saved and may(request.user.role, "see_segments"):
        tagged.append(chip(request.GET, "segment", _("Segment"), saved))
    if len(sources := list_sources()) > 1 or request.GET.get("source"):
        tagged.append(chip(request.GET, "source", _("Source"), {source: source for source in sources}))
    if reader is None:
        return tagged
    shown = {name: words for name, words in FILTERS.items() if _can_filter(request, reader, name)}
    chips = [
        chip(request.GET, name, label, choices, many=BY_NAME[name].many) for name, (label, choices) in shown.items()
    ]
    return [*chips, *tagged]


def _can_filter(request: HttpRequest, reader: Reader, name: str) -> bool:
    if name == "origin":
        return request.shop.sample
    return reader.has(BY_NAME[name].table or "customers")


@allows("export_lists")
def customers_csv(request: HttpRequest) -> HttpResponse:
    reader = find_reader()
    currency = request.shop.currency
    rows = walk_customers(reader, as_of(reader), wanted_by(request)) if reader else iter(())
    record_deed(request.user.pk, "list.exported", object_kind="customers", details={"filters": _filter_codes(request)})
    return csv_answer("customers", _csv_header(currency), _csv_rows(rows, exponent_of(currency)), speak())


def _filter_codes(request: HttpRequest) -> dict[str, list[str]]:
    """Without the searched text, which may be somebody's name."""
    return {name: request.GET.getlist(name) for name in (*FILTERS, "segment") if request.GET.get(name)}


def _csv_header(currency: str) -> list[str]:
    return [
        _("Id"),
        _("Given name"),
        _("Family name"),
        _("E-mail"),
        _("Phone"),
        _("Town"),
        _("Stage"),
        _("In stage since"),
        _("Signed up"),
        _("Orders"),
        _("Last order"),
        _("Paid in all (%s)") % currency,
        _("Paid, last 365 days (%s)") % currency,
        _("Expected in 365 days (%s)") % currency,
        _("From (90%)"),
        _("To (90%)"),
        _("Next order from"),
        _("Next order to"),
        _("Overdue since"),
        _("Invented"),
    ]


def _csv_rows(rows: Iterator[dict], exponent: int) -> Iterator[list[object]]:
    for row in rows:
        low, high = _ends(row)
        yield [
            row["customer_id"],
            row["given_name"],
            row["family_name"],
            row["email"],
            # A phone begins with +; the apostrophe of the formula guard keeps it a text.
            row["phone"],
            row["city"],
            stage_name(row["stage"]),
            row["stage_since"],
            row["signed_up_day"],
            row["orders"],
            row["last_day"],
            amount(row["spent_minor"], exponent),
            amount(row["spent_365_minor"], exponent),
            amount(row["expected_value_365_minor"], exponent),
            amount(low, exponent),
            amount(high, exponent),
            row["next_order_low"],
            row["next_order_high"],
            row["overdue_since"],
            int(row["invented"]),
        ]


def _ends(row: dict) -> tuple[int | None, int | None]:
    """The interval as the page shows it."""
    expected, low, high = (row[f"expected_value_365{end}_minor"] for end in ("", "_low", "_high"))
    return (low, high) if None in (expected, low, high) else held(expected, low, high)
