"""The customers' list: filters, sums and order by DuckDB over the generation, names and contacts by PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from wraca.console.lists.pages import PAGE_SIZE, Page
from wraca.customers.identity.queries import list_merges, list_people, show_fields
from wraca.customers.models import Customer
from wraca.customers.rights.queries import list_erased_ids
from wraca.customers.tags.queries import list_tagged
from wraca.engine.reader import Reader
from wraca.insights.filters import filter_sql
from wraca.kit.text import fold

#: Sorting code -> expression over the generation's `customers`.
SORTS = {
    "value": "c.expected_value_365_minor",
    "spent_365": "c.spent_365_minor",
    "spent": "c.spent_minor",
    "orders": "c.orders",
    "last": "c.last_day",
    "next": "c.next_order_mid",
    "overdue": "c.overdue_since",
    "signed": "c.signed_up_day",
    "since": "c.stage_since",
}
#: A search that finds more people than this asks for another letter.
MOST_FOUND = 5000
#: Up to so many people PostgreSQL sorts by name at once; beyond, it walks the index of names.
NAMES_SORTED = 20_000
WALK = 1000
_NAMES = ("id", "given_name", "family_name", "email", "phone", "city", "invented", "signed_up_at")
_COLUMNS = """c.customer_id, c.invented, c.signed_up_day, c.stage, c.stage_since, c.orders, c.last_day,
    c.spent_minor, c.spent_365_minor, c.expected_value_365_minor, c.expected_value_365_low_minor,
    c.expected_value_365_high_minor, c.usual_gap_days, c.next_order_low, c.next_order_mid, c.next_order_high,
    c.overdue_since"""


@dataclass(frozen=True)
class Wanted:
    """What the reader asked the list for."""

    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    text: str = ""
    sort: str = "value"
    descending: bool = True
    number: int = 1
    #: A tag's id: only those who have it.
    tag: int | None = None
    #: The system they come from; empty: any.
    source: str = ""
    #: SQL that gives the ids of a segment; empty: anybody.
    segment_sql: str = ""

    @property
    def narrowed(self) -> bool:
        """By more than the search."""
        return any(self.filters.values()) or self.tag is not None or bool(self.source or self.segment_sql)


@dataclass(frozen=True)
class Listing:
    page: Page
    #: People whom the search found and the generation does not know yet.
    newer: Sequence[Mapping[str, Any]] = ()
    #: The search found more than it looks at.
    too_many: bool = False


def find_ids(text: str, most: int = MOST_FOUND + 1, *, own_number: bool = True) -> list[int]:
    """People, each once by their canonical id, in whose name, e-mail or phone every word is found, or whose number here
    (`123`, `#123`) or in the system they come from it is; those by number first."""
    words = fold(text).split()
    if not words:
        return []
    ids = _ids_by_number(text.strip(), own_number) if len(words) == 1 else []
    if not words[0].startswith("#"):
        with by_index():
            found = Customer.objects.filter(_text_filter(words), erased_at=None).exclude(canonical_id__in=ids)
            ids += found.values_list("canonical_id", flat=True)[: max(0, most - len(ids))]
    return list(dict.fromkeys(ids))[:most]


def find_member_ids(text: str, most: int, *, own_number: bool = True) -> list[int]:
    """All customers of the people found: their orders came with any of them."""
    people = list_people(find_ids(text, most, own_number=own_number))
    return [member for person in people.values() for member in person.member_ids]


def number_in(text: str) -> int | None:
    """`123` and `#123` may be a customer's number here."""
    digits = text.strip().removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def _ids_by_number(text: str, own_number: bool) -> list[int]:
    bare = text.removeprefix("#")
    match = Q(source__in=list_sources(), outside_id__in={text, bare})
    if own_number and (number := number_in(text)) is not None:
        match |= Q(id=number)
    found = Customer.objects.filter(match, erased_at=None).order_by("id").values_list("canonical_id", flat=True)
    return list(dict.fromkeys(found))


@contextmanager
def by_index() -> Iterator[None]:
    """Under a LIMIT the planner hopes to meet enough matches early and reads the table; where two common words never
    meet in one name it then reads all of it. Two-letter words have no trigram and are read through still."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


def _text_filter(words: list[str]) -> Q:
    """All words in the name, or the one word in the address or at the start of the phone.

    Each branch has one index of its own (trigrams, b-tree); a branch without would make the database read every row,
    and words spread over two fields would make it look at everybody with a common name.
    """
    match = Q(*(Q(folded_name__contains=word) for word in words))
    digits = "".join(c for c in "".join(words) if c.isdigit())
    if len(digits) >= 5 and len(digits) >= len("".join(words)) - 1:
        for start in (f"+{digits}", f"+48{digits}"):
            match |= Q(phone__gte=start, phone__lte=start + "9" * 12)
    return match | Q(email__contains=words[0]) if len(words) == 1 else match


def list_sources() -> list[str]:
    """The few distinct sources, by hops over the index instead of a look at every row."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE s AS (
                (SELECT source FROM customers_customer ORDER BY source LIMIT 1)
                UNION ALL
                SELECT (SELECT c.source FROM customers_customer c WHERE c.source > s.source ORDER BY c.source LIMIT 1)
                FROM s WHERE s.source IS NOT NULL
            ) SELECT source FROM s WHERE source IS NOT NULL"""
        )
        return [row[0] for row in cursor.fetchall()]


def list_customers(reader: Reader, as_of: date, wanted: Wanted) -> Listing:
    if not wanted.text:
        return Listing(_page(reader, as_of, wanted, None))
    ids = find_ids(wanted.text)
    known = ids[:MOST_FOUND]
    page = _page(reader, as_of, wanted, known)
    return Listing(page, _newer(reader, known, wanted), len(ids) > MOST_FOUND)


def _newer(reader: Reader, ids: Sequence[int], wanted: Wanted) -> list[dict[str, Any]]:
    """Only in a search without filters: nobody knows which filters a new customer would pass."""
    if not ids or wanted.narrowed:
        return []
    rows = reader.select(
        "SELECT customer_id FROM customers WHERE customer_id IN (SELECT unnest($ids))", {"ids": list(ids)}
    )
    computed = {row["customer_id"] for row in rows}
    fresh = [id_ for id_ in ids if id_ not in computed][:PAGE_SIZE]
    return list(Customer.objects.filter(id__in=fresh).order_by("-id").values(*_NAMES)) if fresh else []


def _left_out(reader: Reader) -> list[int]:
    """Customers of the generation who have been merged away since (they are counted with whom they are), and those who
    were erased: nobody is left to be shown, though their orders count."""
    since = reader.generation.manifest.get("watermark") or 0
    merged = Customer.objects.exclude(canonical_id=F("id")).filter(changed__gte=since)
    return [*merged.order_by("id").values_list("id", flat=True), *list_erased_ids()]


def _condition(
    as_of: date, wanted: Wanted, ids: Sequence[int] | None, gone: Sequence[int]
) -> tuple[str, dict[str, Any]]:
    condition = filter_sql(wanted.filters)
    params: dict[str, Any] = {"as_of": as_of} if "$as_of" in condition else {}
    if gone:
        condition += " AND c.customer_id NOT IN (SELECT unnest($gone))"
        params["gone"] = list(gone)
    if wanted.tag is not None:
        condition += " AND c.customer_id IN (SELECT unnest($tagged))"
        params["tagged"] = list_tagged(wanted.tag)
    if wanted.source:
        condition += " AND c.source = $source"
        params["source"] = wanted.source
    if wanted.segment_sql:
        condition += f" AND c.customer_id IN ({wanted.segment_sql})"
    if ids is not None:
        condition += " AND c.customer_id IN (SELECT unnest($ids))"
        params["ids"] = list(ids)
    return condition, params


def _page(reader: Reader, as_of: date, wanted: Wanted, ids: Sequence[int] | None) -> Page:
    condition, params = _condition(as_of, wanted, ids, _left_out(reader))
    counted = reader.one(f"SELECT count(*) AS n FROM customers c WHERE {condition}", params)
    total = int(counted["n"]) if counted else 0
    skip = (wanted.number - 1) * PAGE_SIZE
    if wanted.sort == "name":
        chosen = _ids_by_name(reader, condition, params, total, skip, wanted.descending)
        rows = _rows_of(reader, chosen)
    else:
        rows = reader.select(
            _ordered_sql(wanted, condition) + " LIMIT $take OFFSET $skip", {**params, "take": PAGE_SIZE, "skip": skip}
        )
    return Page(_with_names(rows), wanted.number, total, skip + len(rows) < total)


def _ordered_sql(wanted: Wanted, condition: str, columns: str = _COLUMNS) -> str:
    direction = "DESC" if wanted.descending else "ASC"
    return (
        f"SELECT {columns} FROM customers c WHERE {condition}"
        f" ORDER BY {SORTS[wanted.sort]} {direction} NULLS LAST, c.customer_id"
    )


def _ids_by_name(
    reader: Reader, condition: str, params: dict[str, Any], total: int, skip: int, descending: bool
) -> list[int]:
    """One page of ids in the order of names. The generation holds no names and the names know no stages."""
    if total <= NAMES_SORTED:
        rows = reader.select(f"SELECT c.customer_id FROM customers c WHERE {condition}", params)
        ids = [row["customer_id"] for row in rows]
        ordered = Customer.objects.filter(id__in=ids).order_by(*_name_order(descending)).values_list("id", flat=True)
        return list(ordered[skip : skip + PAGE_SIZE])
    return list(islice(_walk_names(reader, condition, params, descending), skip, skip + PAGE_SIZE))


def _name_order(descending: bool) -> tuple[str, str]:
    return ("-sort_name", "-id") if descending else ("sort_name", "id")


def _walk_names(reader: Reader, condition: str, params: dict[str, Any], descending: bool) -> Iterator[int]:
    """Ids that pass the filters, in the order of names, a thousand index entries at a time."""
    step, compare = ("DESC", "<") if descending else ("ASC", ">")
    last: tuple[str, int] | None = None
    while True:
        with connection.cursor() as cursor:
            after = f"WHERE (sort_name, id) {compare} (%s, %s)" if last else ""
            cursor.execute(
                f"SELECT sort_name, id FROM customers_customer {after}"
                f" ORDER BY sort_name {step}, id {step} LIMIT {WALK}",
                last or (),
            )
            batch = cursor.fetchall()
        if not batch:
            return
        ids = [id_ for _, id_ in batch]
        sql = f"SELECT c.customer_id FROM customers c WHERE {condition} AND c.customer_id IN (SELECT unnest($walked))"
        passed = {row["customer_id"] for row in reader.select(sql, {**params, "walked": ids})}
        yield from (id_ for id_ in ids if id_ in passed)
        last = batch[-1]


def _rows_of(reader: Reader, ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = reader.select(
        f"SELECT {_COLUMNS} FROM customers c WHERE c.customer_id IN (SELECT unnest($ids))", {"ids": list(ids)}
    )
    by_id = {row["customer_id"]: row for row in rows}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def people_of(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    people = {person["id"]: person for person in Customer.objects.filter(id__in=ids).values(*_NAMES)}
    for merged in (person for person in list_people(people).values() if person.is_merged):
        rows = Customer.objects.in_bulk(merged.member_ids)
        shown = show_fields(merged, rows, list_merges(merged))
        known = people[merged.canonical_id]
        people[merged.canonical_id] = known | {name: shown[name].value for name in known if name in shown}
    return people


def _with_names(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    people = people_of([row["customer_id"] for row in rows])
    # Erased since the generation was computed: the row goes with the person.
    return [{**row, **people[row["customer_id"]]} for row in rows if row["customer_id"] in people]


def walk_customers(reader: Reader, as_of: date, wanted: Wanted, chunk: int = 2000) -> Iterator[dict[str, Any]]:
    """All rows of the list for a file, in its order, a chunk at a time."""
    ids = find_ids(wanted.text)[:MOST_FOUND] if wanted.text else None
    condition, params = _condition(as_of, wanted, ids, _left_out(reader))
    if wanted.sort == "name":
        walked = _walk_names(reader, condition, params, wanted.descending)
        while batch := list(islice(walked, chunk)):
            yield from _with_names(_rows_of(reader, batch))
        return
    # Ids alone first: a million of them is 8 MB, a million whole rows is not.
    table = reader.arrow(_ordered_sql(wanted, condition, "c.customer_id"), params)
    for batch in table.to_batches(max_chunksize=chunk):
        yield from _with_names(_rows_of(reader, batch.column(0).to_pylist()))


def list_ids(reader: Reader, as_of: date, wanted: Wanted) -> list[int]:
    """Everybody whom the list holds, in no order."""
    ids = find_ids(wanted.text)[:MOST_FOUND] if wanted.text else None
    condition, params = _condition(as_of, wanted, ids, _left_out(reader))
    table = reader.arrow(f"SELECT c.customer_id FROM customers c WHERE {condition}", params)
    return table.column(0).to_pylist()


# Before the first refresh there are names only ------------------------------------------------------------------------


def list_names(wanted: Wanted) -> Page:
    """Without a generation: the newest people first, or those found."""
    people = Customer.objects.filter(canonical_id=F("id"), erased_at=None)
    if wanted.text:
        people = people.filter(id__in=find_ids(wanted.text)[:MOST_FOUND])
    if wanted.tag is not None:
        people = people.filter(id__in=list_tagged(wanted.tag))
    if wanted.source:
        people = people.filter(source=wanted.source)
    skip = (wanted.number - 1) * PAGE_SIZE
    rows = list(people.order_by("-id").values(*_NAMES)[skip : skip + PAGE_SIZE + 1])
    return Page([{**r, "customer_id": r["id"]} for r in rows[:PAGE_SIZE]], wanted.number, None, len(rows) > PAGE_SIZE)


def find_people(text: str, most: int = 6) -> list[dict[str, Any]]:
    """For the palette. Fewer than three letters have no trigram, so of these only a number finds somebody."""
    if max(map(len, fold(text).split()), default=0) < 3:
        ids = _ids_by_number(text.strip(), own_number=True) if number_in(text) is not None else []
    else:
        ids = find_ids(text, most)
    people = people_of(ids)
    ordered = Customer.objects.filter(id__in=ids).order_by("sort_name", "id").values_list("id", flat=True)
    return [people[id_] for id_ in ordered]
