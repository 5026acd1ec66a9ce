"""The one way by which customers are written, for one or for a million.

Locks, for everybody who writes customers or orders: new customers are inserted first, all in one statement, sorted by
outside id; then those that exist are locked, all in one statement, in id order. Whatever else is written comes after
(wraca.orders.bulk). With it, writers wait for each other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.backends.utils import CursorWrapper
from msgspec import UNSET

from wraca.customers.freshness.fading import SOURCE, STAFF
from wraca.customers.freshness.telling import COLUMNS, keep_corrections, record_told_fields
from wraca.customers.identity.addresses import alias_of
from wraca.customers.identity.links import record_told_links
from wraca.customers.identity.models import IdentifierLink
from wraca.customers.incoming import NewCustomer
from wraca.events.queries import append_from
from wraca.kit.copytext import NULL, moment_or_null, text, text_or_null
from wraca.kit.foreign_keys import without_checks
from wraca.kit.text import fold, sort_key

_COLUMNS = (
    *("given_name", "family_name", "email", "phone", "street", "postcode", "city", "country", "language"),
    *("folded_name", "sort_name", "birth_date", "signed_up_at", "invented", "traits", "source_updated_at"),
)
_OPEN = """CREATE TEMP TABLE IF NOT EXISTS incoming_customer (
    row int, outside_id text, id bigint, status text, given_name text, family_name text, email text, phone text,
    street text, postcode text, city text, country text, language text, folded_name text, sort_name text,
    birth_date date, birth_date_told bool, signed_up_at timestamptz, invented bool, traits jsonb,
    source_updated_at timestamptz, alias text) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS incoming_consent (
    row int, purpose text, channel text, action text, at timestamptz, proven bool, evidence jsonb
) ON COMMIT DELETE ROWS;
TRUNCATE incoming_customer, incoming_consent"""
_COPY = (
    "COPY incoming_customer (row, outside_id, given_name, family_name, email, phone, street, postcode, city, country,"
    " language, folded_name, sort_name, birth_date, birth_date_told, signed_up_at, invented, traits, source_updated_at,"
    " alias) FROM STDIN"
)
_COPY_CONSENTS = "COPY incoming_consent (row, purpose, channel, action, at, proven, evidence) FROM STDIN"
# What is not told keeps its old value; an older word changes nothing.
_NEWER = "coalesce(i.source_updated_at >= c.source_updated_at, true)"
_MERGED = ", ".join(
    "CASE WHEN i.birth_date_told THEN i.birth_date ELSE c.birth_date END"
    if column == "birth_date"
    else f"coalesce(i.{column}, c.{column})"
    for column in _COLUMNS
)
_UPDATE = f"""WITH done AS (
    UPDATE customers_customer c SET ({", ".join(_COLUMNS)}, updated_at) = ROW({_MERGED}, now())
    FROM incoming_customer i WHERE c.id = i.id AND i.status IS NULL AND {_NEWER}
    AND i.outside_id <> ALL(%(only_new)s)
    AND ROW({", ".join(f"c.{column}" for column in _COLUMNS)}) IS DISTINCT FROM ROW({_MERGED}) RETURNING c.id)
UPDATE incoming_customer i SET status = 'changed' FROM done WHERE done.id = i.id"""
# By the index: of a source that is new to it PostgreSQL thinks that it has no customers, and would read them all.
_KNOWN = """SELECT known.id FROM customers_customer known
    WHERE known.source = %(source)s AND known.outside_id = i.outside_id LIMIT 1"""
_INSERT = f"""WITH done AS (
    INSERT INTO customers_customer (source, outside_id, {", ".join(_COLUMNS)}, updated_at)
    SELECT %(source)s, i.outside_id, coalesce(i.given_name, ''), coalesce(i.family_name, ''), coalesce(i.email, ''),
        coalesce(i.phone, ''), coalesce(i.street, ''), coalesce(i.postcode, ''), coalesce(i.city, ''),
        coalesce(i.country, ''), coalesce(i.language, ''), coalesce(i.folded_name, ''), coalesce(i.sort_name, ''),
        i.birth_date, coalesce(i.signed_up_at, %(now)s), coalesce(i.invented, false), coalesce(i.traits, '{{}}'),
        i.source_updated_at, now()
    FROM incoming_customer i LEFT JOIN LATERAL ({_KNOWN}) c ON true WHERE c.id IS NULL
    ORDER BY i.outside_id ON CONFLICT (source, outside_id) DO NOTHING RETURNING id, outside_id)
UPDATE incoming_customer i SET id = done.id, status = 'new' FROM done WHERE done.outside_id = i.outside_id"""
_TO_LOCK = f"""SELECT k.id FROM incoming_customer i CROSS JOIN LATERAL ({_KNOWN}) k WHERE i.status IS NULL
    UNION {{beside}}"""
# Of ids found beforehand, so that rows are locked by the plainest of plans, in id order, whatever the look-up takes.
_LOCK = """WITH known AS MATERIALIZED (
    SELECT c.id, CASE WHEN c.source = %(source)s THEN c.outside_id END AS told_id
    FROM customers_customer c WHERE c.id = ANY(%(ids)s) ORDER BY c.id FOR NO KEY UPDATE OF c)
UPDATE incoming_customer i SET id = known.id FROM known WHERE known.told_id = i.outside_id"""
# Rough figures will do, of what batches are joined by.
_ANALYZE = """SET LOCAL default_statistics_target = 10; ANALYZE incoming_customer (row, outside_id, email, phone);
ANALYZE incoming_consent (row); SET LOCAL default_statistics_target TO DEFAULT"""
NOBODY = "SELECT NULL::bigint"
_CONSENTS = """WITH done AS (
    INSERT INTO customers_consentrecord (customer_id, purpose, channel, action, at, source, proven, evidence)
    SELECT i.id, n.purpose, n.channel, n.action, n.at, %(source)s, bool_or(n.proven),
        (array_agg(n.evidence ORDER BY n.evidence::text))[1]
    FROM incoming_consent n JOIN incoming_customer i USING (row)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5 ON CONFLICT DO NOTHING RETURNING customer_id, id),
marked AS (
    UPDATE incoming_customer i SET status = coalesce(i.status, 'changed') FROM done WHERE done.customer_id = i.id)
SELECT id FROM done"""
_SIGNED_UP = """SELECT c.signed_up_at AS at, 'customer.signed_up' AS kind, c.id AS customer_id,
    'customer.signed_up:' || c.id AS key, '{}'::jsonb AS payload
    FROM customers_customer c JOIN incoming_customer i ON i.id = c.id WHERE i.status = 'new'"""
_CONSENTED = """SELECT r.at, 'consent.' || r.action AS kind, r.customer_id, 'consent:' || r.id AS key,
    jsonb_build_object('channel', r.channel, 'purpose', r.purpose) AS payload
    FROM customers_consentrecord r WHERE r.id = ANY(%s)"""


def write(
    cursor: CursorWrapper,
    customers: Sequence[NewCustomer],
    *,
    source: str,
    now: datetime,
    only_new: Collection[str] = (),
    beside: str = NOBODY,
    proof: str = IdentifierLink.CLAIMED,
    by: int | None = None,
) -> list[tuple[str, int]]:
    """(status, id) of each of `customers`: normalised, without problems, one a person.

    Those of the outside ids `only_new` are left as they are if they exist. `beside` is a SELECT of the ids of others
    that the caller is going to write to, locked in the same statement. `proof` says what makes e-mail and phone theirs;
    `by` is the staff member who tells it, None where a system does.
    """
    if not customers and beside == NOBODY:
        return []
    cursor.execute(_OPEN)
    names = _known_names(cursor, source, [c.outside_id for c in customers if _half_named(c)])
    with cursor.copy(_COPY) as copy:
        copy.write("".join(_copy_line(row, c, names.get(c.outside_id)) for row, c in enumerate(customers)))
    consents = "".join(_consent_lines(customers))
    if consents:
        with cursor.copy(_COPY_CONSENTS) as copy:
            copy.write(consents)
    teller = {"told_by": STAFF if by else SOURCE, "by": by}
    values = {"source": source, "now": now, "only_new": sorted(only_new), **teller}
    if len(customers) > 200:
        cursor.execute(_ANALYZE)
    cursor.execute(_INSERT, values)
    known = cursor.rowcount < len(customers)
    if known or beside != NOBODY:
        cursor.execute(_TO_LOCK.format(beside=beside), values)
        cursor.execute(_LOCK, {**values, "ids": [found for (found,) in cursor.fetchall() if found is not None]})
        keep_corrections(cursor, values)
    if any(_tells(c) for c in customers):
        with without_checks(cursor):
            record_told_fields(cursor, values, known=known)
    if known or beside != NOBODY:
        cursor.execute(_UPDATE, values)
    if any(c.email is not UNSET or c.phone is not UNSET for c in customers):
        record_told_links(cursor, source=source, proof=proof, now=now, changed=known)
    if consents:
        with without_checks(cursor):
            cursor.execute(_CONSENTS, values)
            new = [record_id for (record_id,) in cursor.fetchall()]
        append_from(cursor, _CONSENTED, [new])
    append_from(cursor, _SIGNED_UP)
    cursor.execute("SELECT coalesce(status, 'same'), id FROM incoming_customer ORDER BY row")
    return cursor.fetchall()


def _tells(customer: NewCustomer) -> bool:
    return any(getattr(customer, column) is not UNSET for columns in COLUMNS.values() for column in columns)


def _half_named(customer: NewCustomer) -> bool:
    return (customer.given_name is UNSET) != (customer.family_name is UNSET)


def _known_names(cursor: CursorWrapper, source: str, outside_ids: list[str]) -> dict[str, tuple[str, str]]:
    """Search keys are made of both names; where only one is told, the other is the known one."""
    if not outside_ids:
        return {}
    cursor.execute(
        "SELECT outside_id, given_name, family_name FROM customers_customer WHERE source = %s AND outside_id = ANY(%s)",
        [source, outside_ids],
    )
    return {outside_id: (given, family) for outside_id, given, family in cursor.fetchall()}


def _copy_line(row: int, customer: NewCustomer, known: tuple[str, str] | None) -> str:
    c = customer
    folded = sorting = NULL
    if c.given_name is not UNSET or c.family_name is not UNSET:
        given = c.given_name if c.given_name is not UNSET else known[0] if known else ""
        family = c.family_name if c.family_name is not UNSET else known[1] if known else ""
        folded, sorting = text(fold(f"{given} {family}")), text(sort_key(f"{family} {given}"))
    texts = (c.given_name, c.family_name, c.email, c.phone, c.street, c.postcode, c.city, c.country, c.language)
    told = "\t".join(NULL if value is UNSET else text(value) for value in texts)
    born = None if c.birth_date is UNSET else c.birth_date
    return (
        f"{row}\t{text(c.outside_id)}\t{told}\t{folded}\t{sorting}"
        f"\t{moment_or_null(born)}\t{c.birth_date is not UNSET}"
        f"\t{moment_or_null(None if c.signed_up_at is UNSET else c.signed_up_at)}"
        f"\t{NULL if c.invented is UNSET else c.invented}"
        f"\t{NULL if c.traits is UNSET else _json(c.traits)}\t{moment_or_null(c.source_updated_at)}"
        f"\t{text_or_null(alias_of(c.email) if c.email else None)}\n"
    )


def _consent_lines(customers: Sequence[NewCustomer]) -> Iterable[str]:
    for row, customer in enumerate(customers):
        for n in customer.consents:
            yield (
                f"{row}\t{text(n.purpose)}\t{n.channel}\t{n.action}\t{n.at.isoformat()}"
                f"\t{n.proven}\t{_json(n.evidence)}\n"
            )


def _json(value: object) -> str:
    return text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
