"""Words about fields, from what a source tells: for a whole batch by one statement over the temporary table
`incoming_customer` (wraca.customers.bulk), whose customers are locked and not written yet.

A word without its source's own clock is dated: of a customer never heard of, by the day they signed up, since nothing
says that it was looked at again; of a known one, now.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.utils import CursorWrapper

from wraca.customers.freshness import fading

#: Field -> columns of the customer that are told and corrected as one.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    fading.NAME: ("given_name", "family_name"),
    fading.EMAIL: ("email",),
    fading.PHONE: ("phone",),
    fading.ADDRESS: ("street", "postcode", "city", "country"),
    fading.BIRTH_DATE: ("birth_date",),
    fading.LANGUAGE: ("language",),
    fading.TRAITS: ("traits",),
}
BITS: Mapping[str, int] = {field: 1 << place for place, field in enumerate(fading.FIELDS)}
#: The same again within so many days is the same word: a nightly copy would else write a row a night.
SAME_WORD_DAYS = 7

_EMPTY = {"birth_date": "NULL", "traits": "'{}'::jsonb"}


def _present(alias: str, field: str) -> str:
    """A country alone is no address."""
    columns = [column for column in COLUMNS[field] if column != "country"]
    return "(" + " OR ".join(f"{alias}.{c} IS DISTINCT FROM {_EMPTY.get(c, chr(39) * 2)}" for c in columns) + ")"


def _said(column: str) -> str:
    return "i.birth_date_told" if column == "birth_date" else f"i.{column} IS NOT NULL"


def _told(field: str) -> str:
    """Whether anything of the field was told that is not empty."""
    return " OR ".join(
        f"({_said(column)} AND i.{column} IS DISTINCT FROM {_EMPTY.get(column, chr(39) * 2)})"
        for column in COLUMNS[field]
        if column != "country"
    )


def _differs(field: str) -> str:
    others = " OR ".join(f"({_said(column)} AND i.{column} IS DISTINCT FROM c.{column})" for column in COLUMNS[field])
    return f"({_present('c', field)} AND ({others}))"


def _mask(conditions: Mapping[str, str]) -> str:
    return " | ".join(f"(CASE WHEN {sql} THEN {BITS[field]} ELSE 0 END)" for field, sql in conditions.items())


_TOLD = _mask({field: _told(field) for field in COLUMNS})
_DIFFERED = _mask({field: _differs(field) for field in COLUMNS})
_INTO = "INSERT INTO customers_fieldword (customer_id, said_at, told_by, source, by, told, differed)"
# New customers alone: their rows need not be read again.
_FIRST = f"""{_INTO}
    SELECT w.id, w.said_at, %(told_by)s, %(source)s, %(by)s, w.told, 0 FROM (
        SELECT i.row, i.id, coalesce(i.source_updated_at, i.signed_up_at, %(now)s) AS said_at, {_TOLD} AS told
        FROM incoming_customer i WHERE i.status = 'new') w
    WHERE w.told > 0 ORDER BY w.id"""
_AGAIN = f"""{_INTO}
    SELECT w.id, w.said_at, %(told_by)s, %(source)s, %(by)s, w.told | w.differed, w.differed FROM (
        SELECT i.row, i.id, coalesce(i.source_updated_at, %(now)s) AS said_at, {_TOLD} AS told,
            {_DIFFERED} AS differed
        FROM incoming_customer i JOIN customers_customer c ON c.id = i.id
        WHERE i.status IS NULL AND coalesce(i.source_updated_at >= c.source_updated_at, true)
        AND i.outside_id <> ALL(%(only_new)s)) w
    WHERE w.told | w.differed > 0 AND (w.differed > 0 OR NOT EXISTS (
        SELECT FROM customers_fieldword l WHERE l.customer_id = w.id AND l.told & w.told = w.told
        AND l.said_at > w.said_at - make_interval(days => {SAME_WORD_DAYS})))
    ORDER BY w.id"""

_ANY_CORRECTION = """SELECT EXISTS (SELECT FROM customers_correction k JOIN incoming_customer i ON i.id = k.customer_id
    WHERE k.until IS NULL AND i.status IS NULL)"""
_TEXT = "coalesce(i.{0}::text, '')"


def _still_said(field: str) -> str:
    """Whether all that the source tells of the field is what it said before it was corrected."""
    same = [f"(NOT ({_said(column)}) OR {_TEXT.format(column)} = k.said ->> '{column}')" for column in COLUMNS[field]]
    return f"(k.field = '{field}' AND " + " AND ".join(same) + ")"


_CORRECTABLE = tuple(field for field in COLUMNS if field != fading.TRAITS)
_STILL_SAID = " OR ".join(_still_said(field) for field in _CORRECTABLE)
_END_CORRECTIONS = f"""UPDATE customers_correction k SET until = %(now)s
    FROM incoming_customer i JOIN customers_customer c ON c.id = i.id
    WHERE k.customer_id = i.id AND k.until IS NULL AND i.status IS NULL AND i.outside_id <> ALL(%(only_new)s)
    AND coalesce(i.source_updated_at >= c.source_updated_at, true) AND NOT ({_STILL_SAID})"""
_STANDS = (
    "EXISTS (SELECT FROM customers_correction k WHERE k.customer_id = i.id AND k.until IS NULL AND k.field = '{}')"
)
_NOT_TOLD = ", ".join(
    f"{column} = CASE WHEN {_STANDS.format(field)} THEN NULL ELSE i.{column} END"
    for field in _CORRECTABLE
    for column in (*COLUMNS[field], *(("folded_name", "sort_name") if field == fading.NAME else ()))
)
# What was corrected and is told again as it was before: as if it had not been told.
_KEEP_CORRECTIONS = f"""UPDATE incoming_customer i SET {_NOT_TOLD},
    birth_date_told = i.birth_date_told AND NOT {_STANDS.format(fading.BIRTH_DATE)}
    WHERE i.status IS NULL AND EXISTS (
        SELECT FROM customers_correction k WHERE k.customer_id = i.id AND k.until IS NULL)"""


def keep_corrections(cursor: CursorWrapper, values: Mapping[str, object]) -> None:
    """What staff or customers corrected stays, until the source says something new."""
    cursor.execute(_ANY_CORRECTION)
    if cursor.fetchone()[0]:
        cursor.execute(_END_CORRECTIONS, values)
        cursor.execute(_KEEP_CORRECTIONS, values)


def record_told_fields(cursor: CursorWrapper, values: Mapping[str, object], *, known: bool) -> None:
    """values: source, now, only_new, told_by, by. known: some of the customers were there before."""
    cursor.execute(_FIRST, values)
    if known:
        cursor.execute(_AGAIN, values)
