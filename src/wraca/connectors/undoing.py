"""Takes an import back: what it created is removed where nobody spoke of it since, what it changed goes back to what it
was, where nobody changed it since. All of it or nothing, in one transaction.

What stays and is said: rows that others changed, or spoke of, after the import. A later import that told exactly the
same left no trace, so what it told again goes too. Events that the import caused go with what they tell of; consent
records without proof that it brought go as well, withdrawals among them, for the import was their only witness; a
record with proof stays, and keeps its customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from wraca.connectors import undo_statements as sql
from wraca.connectors.models import ImportBatch, ImportChange, ImportRun
from wraca.connectors.retrying import retrying
from wraca.customers.consents.erase import erasing_consents
from wraca.kit.errors import Conflict, InvalidInput
from wraca.kit.language import _
from wraca.messages.actions import end_suppressions_of
from wraca.orders.actions import hold_orders, remake_summaries
from wraca.staff.audit import record_deed

#: How long what was before is kept.
UNDO_DAYS = 30

_ORDERS, _CUSTOMERS = "orders_order", "customers_customer"
_CATALOGUE = ("catalogue_variant", "catalogue_product", "catalogue_category")
_PARTS = ("orders_orderline", "orders_refund", "orders_cancellation")
#: Whose rows follow the customer or are asked about one by one; any other table that points at a customer keeps them.
_FOLLOWING = {
    _CUSTOMERS: {
        *("orders_order", "orders_customersummary", "customers_consentrecord", "customers_identifierlink"),
        # What the search for duplicates made of them by itself.
        *("customers_fieldword", "customers_duplicatekeys", "customers_duplicatepair"),
    },
    _ORDERS: set(_PARTS),
    "catalogue_variant": {"catalogue_pricechange", "catalogue_stockchange", "catalogue_photograph"},
    "catalogue_product": {"catalogue_photograph"},
    "catalogue_category": set(),
}


@dataclass(frozen=True)
class Undone:
    """Rows by kind (customers, orders, products, variants, categories)."""

    run: int
    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    #: Stay: others changed them since, or spoke of them.
    changed_since: dict[str, int] = field(default_factory=dict)
    spoken_of_since: dict[str, int] = field(default_factory=dict)
    consents: int = 0
    #: People who may be written to again, as before the import.
    withdrawals: int = 0
    #: Later imports of the same source and kind: what they told again leaves no trace.
    later_runs: tuple[int, ...] = ()


def undo_import(run_id: int, *, now: datetime, by: int | None = None) -> Undone:
    """Raises InvalidInput for an unknown run, Conflict for one that runs, was undone, or is too old."""
    return retrying(lambda: _undo_once(run_id, now, by, keep=True))


def try_undo(run_id: int, *, now: datetime) -> Undone:
    """What `undo_import` would do; it is done and taken back, so the figures are exact."""
    return retrying(lambda: _undo_once(run_id, now, None, keep=False))


def may_be_undone(run: ImportRun) -> str | None:
    """Why not, in a sentence; None: it may."""
    if run.state == "running":
        return _("Import {run} is still running.").format(run=run.pk)
    if run.undone_at:
        return _("Import {run} was undone already.").format(run=run.pk)
    if not ImportBatch.objects.filter(run=run).exists():
        if run.new + run.changed_rows == 0:
            return _("Import {run} changed nothing.").format(run=run.pk)
        return _(
            "Import {run} can no longer be undone: what was before is kept for {days} days, and not over a restore."
        ).format(run=run.pk, days=UNDO_DAYS)
    return None


def forget_changes(now: datetime) -> int:
    """What was before old imports holds personal data that nobody needs any more. Returns how many rows went."""
    old = ImportRun.objects.filter(started_at__lt=now - timedelta(days=UNDO_DAYS)).exclude(state="running")
    gone, _by_model = ImportChange.objects.filter(run__in=old).delete()
    ImportBatch.objects.filter(run__in=old).delete()
    return gone


def _undo_once(run_id: int, now: datetime, by: int | None, *, keep: bool) -> Undone:
    with transaction.atomic():
        hold_orders()
        run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
        if run is None:
            raise InvalidInput(_("There is no import {run}.").format(run=run_id))
        if refusal := may_be_undone(run):
            raise Conflict(refusal)
        with connection.cursor() as cursor:
            undone = _carry_out(cursor, run)
        end_suppressions_of(run.pk, now)
        run.undone_at, run.undone_by, run.undone = now, by, asdict(undone)
        run.save(update_fields=["undone_at", "undone_by", "undone"])
        record_deed(by, "import.undone", object_kind="import", object_id=run.pk, details=asdict(undone))
        if not keep:
            transaction.set_rollback(True)
    return undone


def _carry_out(cursor: CursorWrapper, run: ImportRun) -> Undone:
    transactions = list(ImportBatch.objects.filter(run=run).values_list("transaction", flat=True))
    values = {"run": run.pk, "kind": run.kind, "transactions": transactions}
    cursor.execute(sql.OPEN, values)
    for table in (_ORDERS, _CUSTOMERS, *_CATALOGUE):
        cursor.execute(sql.FIND_CREATED.format(table=table), values)
        cursor.execute(sql.FIND_CHANGED.format(table=table), values)
    cursor.execute("ANALYZE undo_row")
    cursor.execute(sql.LOCK_CUSTOMERS)
    _keep_what_others_speak_of(cursor, _ORDERS)
    _keep_customers(cursor, values)
    buyers = _column(cursor, sql.BUYERS)
    consents = _count(cursor, sql.COUNT_CONSENTS, values), _count(cursor, sql.COUNT_WITHDRAWALS, values)
    cursor.execute(sql.DELETE_EVENTS, values)
    with erasing_consents():
        cursor.execute(sql.DELETE_CONSENTS, values)
    cursor.execute(sql.DELETE_WORDS, values)
    _undo_orders(cursor, values)
    _restore(cursor, _CUSTOMERS, sql.OWN)
    _restore(cursor, "customers_correction", sql.OF_CUSTOMER)
    _undo_catalogue(cursor)
    for statement in sql.DELETE_OF_CUSTOMERS:
        cursor.execute(statement)
    remake_summaries([buyer for buyer in buyers if buyer not in _column(cursor, sql.REMOVED_CUSTOMERS)])
    cursor.execute(sql.COUNTS)
    counted = _counted(run, cursor.fetchall(), consents)
    cursor.execute(sql.FORGET, values)
    cursor.execute("DROP TABLE undo_row, undo_change")
    return counted


def _keep_what_others_speak_of(cursor: CursorWrapper, table: str) -> None:
    """Any table, known here or not, that points at a row keeps it."""
    cursor.execute(sql.POINTING_AT.format(table=table))
    for other, column in cursor.fetchall():
        if other not in _FOLLOWING[table]:
            ids = f"SELECT {column} FROM {other} WHERE {column} IS NOT NULL"
            cursor.execute(sql.KEEP.format(fate="spoken_of_since", table=table, ids=ids))


def _keep_customers(cursor: CursorWrapper, values: dict[str, object]) -> None:
    _keep_what_others_speak_of(cursor, _CUSTOMERS)
    for said in sql.SAID_BY_OTHERS:
        cursor.execute(sql.KEEP.format(fate="spoken_of_since", table=_CUSTOMERS, ids=said), values)


def _undo_orders(cursor: CursorWrapper, values: dict[str, object]) -> None:
    for part in _PARTS:
        cursor.execute(sql.DELETE_PARTS.format(table=part), values)
        _restore(cursor, part, sql.OF_ORDER)
    _restore(cursor, _ORDERS, sql.OWN)
    cursor.execute(f"DELETE FROM orders_order WHERE id IN ({sql.REMOVED_ORDERS})")


def _undo_catalogue(cursor: CursorWrapper) -> None:
    """Products last: a line of an order that stays keeps its variant, a variant its product."""
    for table in reversed(_CATALOGUE):
        _restore(cursor, table, sql.OWN)
    for table in ("catalogue_pricechange", "catalogue_stockchange"):
        _restore(cursor, table, sql.OF_VARIANT)
    _keep_what_others_speak_of(cursor, "catalogue_variant")
    kept = f"SELECT product_id FROM catalogue_variant WHERE id NOT IN ({sql.REMOVED_VARIANTS})"
    cursor.execute(sql.KEEP.format(fate="spoken_of_since", table="catalogue_product", ids=kept))
    kept = f"SELECT category_id FROM catalogue_product WHERE id NOT IN ({sql.REMOVED_PRODUCTS})"
    kept += f" UNION SELECT parent_id FROM catalogue_category WHERE id NOT IN ({sql.REMOVED_CATEGORIES})"
    cursor.execute(sql.KEEP.format(fate="spoken_of_since", table="catalogue_category", ids=kept))
    for statement in sql.DELETE_OF_CATALOGUE:
        cursor.execute(statement)


def _restore(cursor: CursorWrapper, table: str, whose: str) -> None:
    cursor.execute(sql.COLUMNS.format(table=table))
    names = [name for (name,) in cursor.fetchall()]
    columns, prefixed = ", ".join(names), ", ".join(f"r.{name}" for name in names)
    which = whose.format(table=table)
    cursor.execute(sql.RESTORE.format(table=table, columns=columns, whose=which))
    cursor.execute(sql.REINSERT.format(table=table, columns=columns, prefixed=prefixed, whose=which))


_NAMES = {
    _ORDERS: "orders",
    _CUSTOMERS: "customers",
    "catalogue_product": "products",
    "catalogue_variant": "variants",
    "catalogue_category": "categories",
}
_FATES = {"remove": "removed", "restore": "restored", "gone_since": "changed_since"}


def _counted(run: ImportRun, rows: Iterable[tuple[str, str, int]], consents: tuple[int, int]) -> Undone:
    counts: dict[str, dict[str, int]] = {
        name: {} for name in ("removed", "restored", "changed_since", "spoken_of_since")
    }
    for place, fate, number in rows:
        of_fate = counts[_FATES.get(fate, fate)]
        of_fate[_NAMES[place]] = of_fate.get(_NAMES[place], 0) + number
    if run.kind in {"customers", "orders", "products"}:
        # Created by the run, and written to since: their stamp is another one now.
        found = sum(counts[fate].get(run.kind, 0) for fate in ("removed", "spoken_of_since"))
        if run.new > found:
            counts["changed_since"][run.kind] = counts["changed_since"].get(run.kind, 0) + run.new - found
    later = ImportRun.objects.filter(source=run.source, kind=run.kind, pk__gt=run.pk, undone_at=None, same__gt=0)
    return Undone(
        run.pk,
        consents=consents[0],
        withdrawals=consents[1],
        later_runs=tuple(later.order_by("pk").values_list("pk", flat=True)),
        **counts,
    )


def _count(cursor: CursorWrapper, statement: str, values: dict[str, object]) -> int:
    cursor.execute(statement, values)
    return int(cursor.fetchone()[0])


def _column(cursor: CursorWrapper, statement: str) -> list[int]:
    cursor.execute(statement)
    return [row[0] for row in cursor.fetchall()]
