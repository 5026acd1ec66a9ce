"""Brings a file in: batch by batch, good rows kept, bad ones listed with their reasons."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.db import connections, transaction

from wraca.catalogue.actions import record_products
from wraca.connectors import queries
from wraca.connectors.columns import REASON_COLUMN, Reader, header_problem
from wraca.connectors.csv_files.files import find_layout
from wraca.connectors.csv_files.known import settle_customers, settle_orders
from wraca.connectors.csv_files.layout import Layout
from wraca.connectors.csv_files.own_names import in_their_words
from wraca.connectors.csv_files.suppressing import suppress_withdrawn
from wraca.connectors.erased_rows import without_erased
from wraca.connectors.events_in import record_told_events
from wraca.connectors.models import ImportReject, ImportRun
from wraca.connectors.reading import open_rows
from wraca.connectors.rejects import RejectsFile
from wraca.connectors.retrying import retrying
from wraca.connectors.words import KINDS, Told, guess_kind, words_of
from wraca.customers.actions import record_customers
from wraca.customers.identity.models import IdentifierLink
from wraca.events.incoming import require_source
from wraca.kit.errors import InvalidInput, WracaError
from wraca.kit.language import _
from wraca.kit.recorded import Problem, Recorded
from wraca.orders.actions import prepare_orders, record_prepared
from wraca.orders.batch import Batch
from wraca.orders.first_load import first_load
from wraca.shop.queries import ShopSettings, the_shop

BATCH_WORDS = 5_000
#: The first batch is small, so that the database need not wait for its work; each next one is twice as large.
FIRST_WORDS = 500
BATCH_LINES = 50_000
#: Of the rows as they came, which are kept until their batch is in: each may be as long as MOST_ROW_BYTES.
BATCH_BYTES = 16_000_000
#: Below it, dropping and making indexes costs more than it saves.
FIRST_LOAD_BYTES = 5_000_000

#: (rows done so far)
Report = Callable[[int], None]
Item = TypeVar("Item")


@dataclass(frozen=True)
class ImportOptions:
    path: Path
    #: customers, products, orders or events; None: to be seen from the file.
    kind: str | None = None
    #: None: the system whose export it is, else `file`.
    source: str | None = None
    #: Orders of customers never heard of create them, instead of being rejected.
    create_customers: bool = False
    #: Everything is checked as it would be, and nothing is kept.
    dry_run: bool = False
    started_by: int | None = None
    #: What the columns of a file of another system mean; None: to be found.
    layout: Layout | None = None
    #: As it is called where it came from, if not as on the disk.
    name: str = ""


@dataclass(frozen=True)
class _Plan:
    """What an import knows of its file before it reads it."""

    path: Path
    header: list[str]
    kind: str
    source: str
    layout: Layout | None
    create_customers: bool
    shop: ShopSettings
    now: datetime


@dataclass(frozen=True)
class _Prepared:
    told: Sequence[Told]
    good: Sequence[Told]
    #: Of orders: made ready for the database beforehand, unless their buyers are still to be found in it.
    batch: Batch | None


def _plan(options: ImportOptions, now: datetime) -> _Plan:
    shop = the_shop()
    layout = options.layout or find_layout(options.path, options.kind)
    source = options.source or (layout.source if layout else "file")
    require_source(source)
    kind = layout.kind if layout else options.kind or find_kind(options.path)
    return _Plan(options.path, header_of(options.path), kind, source, layout, options.create_customers, shop, now)


def import_file(options: ImportOptions, now: datetime, report: Report = lambda rows: None) -> ImportRun:
    """The run, ended, with its counts; its rejects are kept beside it.

    Raises InvalidInput for a file that cannot be read at all, NotReady without a shop. A file that breaks off in the
    middle ends as failed; what came before is kept, and the mended file can be sent again whole.
    """
    plan = _plan(options, now)
    queries.end_interrupted(now)
    run = queries.begin_run(
        source=plan.source,
        kind=plan.kind,
        file_name=(options.name or options.path.name)[:200],
        file_hash=hash_of(options.path),
        header=plan.header,
        started_by=options.started_by,
    )
    summarise = True
    try:
        with _transactions(plan) as summarise, _told(run, aside=not summarise) as tell:
            for prepared in _ahead(_batches(plan)):
                recorded = retrying(partial(_record_for, run, prepared, plan, summarise=summarise))
                queries.keep_batch(run, recorded, rejects_of(prepared, recorded, plan), counts_wait=not summarise)
                tell(run.rows)
                report(run.rows)
    except BaseException as error:
        if not summarise:
            # All of it was one transaction, and is undone.
            run.new = run.changed_rows = run.same = run.rejected = run.rows = 0
        sentence = str(error) if isinstance(error, WracaError) else type(error).__name__
        stopped = not isinstance(error, Exception)
        queries.end_run(run, "interrupted" if stopped else "failed", now, error="" if stopped else sentence)
        raise
    queries.end_run(run, "done", now)
    return run


@dataclass(frozen=True)
class Trial:
    """What an import would do."""

    kind: str
    rows: int
    new: int
    changed: int
    same: int
    rejected: int
    #: The first ones: (row of the file, what is wrong).
    problems: list[tuple[int, Problem]]
    #: The same as they would be kept.
    rejects: list[ImportReject]


def try_file(
    options: ImportOptions,
    now: datetime,
    report: Report = lambda rows: None,
    *,
    most: int = 100,
    rejects_file: RejectsFile | None = None,
) -> Trial:
    """Does it all in one transaction and takes it back: exact, duplicates within the file included. The first `most`
    rejects come with it; `rejects_file` gets all."""
    return retrying(lambda: _try_once(options, now, report, most, rejects_file))


def _try_once(
    options: ImportOptions, now: datetime, report: Report, most: int, rejects_file: RejectsFile | None
) -> Trial:
    if rejects_file:
        rejects_file.restart()
    plan = _plan(options, now)
    counts = dict.fromkeys(("rows", "new", "changed", "same", "rejected"), 0)
    problems: list[tuple[int, Problem]] = []
    refused: list[ImportReject] = []
    with transaction.atomic():
        for prepared in _ahead(_batches(plan)):
            recorded = _record(prepared, plan, summarise=True)
            counts["rows"] += len(prepared.told)
            for name in ("new", "changed", "same"):
                counts[name] += getattr(recorded, name)
            rejects = rejects_of(prepared, recorded, plan)
            counts["rejected"] += len(rejects)
            if rejects_file:
                made = [queries.reject_of(None, *reject) for reject in rejects]
                rejects_file.add(without_erased(plan.source, made))
            shown = [queries.reject_of(None, *reject) for reject in rejects[: most - len(problems)]]
            refused += without_erased(plan.source, shown)
            problems += [(told.row, problem) for told, problem in rejects[: most - len(problems)]]
            report(counts["rows"])
        transaction.set_rollback(True)
    return Trial(plan.kind, problems=problems, rejects=refused, **counts)


@contextlib.contextmanager
def _transactions(plan: _Plan) -> Iterator[bool]:
    """Batches commit one by one; a large file of orders into an empty shop goes the quick way, all at once. Yields
    whether each batch makes its summaries."""
    quick = plan.kind == "orders" and plan.path.stat().st_size >= FIRST_LOAD_BYTES and queries.has_no_orders()
    if not quick:
        yield True
        return
    with first_load() as quick:
        yield not quick


@contextlib.contextmanager
def _told(run: ImportRun, *, aside: bool) -> Iterator[Report]:
    """How far it is, for others to see: within one long transaction over a connection of its own."""
    if not aside:
        yield lambda rows: None
        return
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import-teller") as pool:
        try:
            yield lambda rows: pool.submit(queries.tell_rows, run.pk, rows).result()
        finally:
            pool.submit(connections.close_all).result()


#: Lines of JSON that are looked at for reasons: whoever mends a file may take some of them out.
_REASONS_WITHIN = 20


def header_of(path: Path) -> list[str]:
    """The columns; of lines of JSON none, but for the one that says that they are rejects."""
    with open_rows(path) as rows:
        if not rows.header:
            mark = f'"{REASON_COLUMN}"'.encode()
            first = itertools.islice(rows.rows, _REASONS_WITHIN)
            return [REASON_COLUMN] if any(mark in line for _number, line in first) else []
        return [name[:200].replace("\x00", "") for name in rows.header[:500]]


def hash_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def find_kind(path: Path) -> str:
    """Raises InvalidInput where the file does not show it."""
    with open_rows(path) as rows:
        names = set(rows.header)
        if not names:
            _number, line = next(rows.rows, (0, b"{}"))
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, AttributeError):
                names = set(msgspec.json.decode(line))  # type: ignore[arg-type]
    kind = guess_kind(names)
    if kind is None:
        raise InvalidInput(
            _("{path} does not show what it holds. Say it: --kind {kinds}").format(path=path, kinds="|".join(KINDS))
        )
    return kind


def _batches(plan: _Plan) -> Iterator[_Prepared]:
    reader = Reader(plan.shop.currency, plan.shop.zone, plan.layout.day_first if plan.layout else True)
    with open_rows(plan.path) as rows:
        if rows.header and plan.layout is None and (wrong := header_problem(plan.kind, rows.header)):
            raise InvalidInput(f"{plan.path}: {wrong}")
        told: list[Told] = []
        lines, weight, most = 0, 0, min(FIRST_WORDS, BATCH_WORDS)
        try:
            for one in words_of(rows, plan.kind, reader, plan.layout, plan.shop.country):
                told.append(one)
                lines += len(getattr(one.word, "lines", ()))
                weight += _weight(one.raw)
                if len(told) >= most or lines >= BATCH_LINES or weight >= BATCH_BYTES:
                    yield _prepare(told, plan)
                    told, lines, weight, most = [], 0, 0, min(2 * most, BATCH_WORDS)
        except InvalidInput:
            # The file breaks off: what came before is kept.
            if told:
                yield _prepare(told, plan)
            raise
        if told:
            yield _prepare(told, plan)


def _weight(raw: Any) -> int:
    """Bytes of a line of JSON, characters of rows of cells."""
    if isinstance(raw, bytes):
        return len(raw)
    return sum([len(cell) for row in raw for cell in row if isinstance(cell, str)])


def _prepare(told: Sequence[Told], plan: _Plan) -> _Prepared:
    good = [one for one in told if not isinstance(one.word, Problem)]
    ready = plan.kind == "orders" and plan.layout is None
    batch = prepare_orders([one.word for one in good], plan.shop, plan.now) if ready else None
    return _Prepared(told, good, batch)


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The next item is made while the caller works on this one: reading and the database share two cores."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import-reader") as pool:
        following = pool.submit(next, items, None)
        while (item := following.result()) is not None:
            following = pool.submit(next, items, None)
            yield item


def _record_for(run: ImportRun, prepared: _Prepared, plan: _Plan, *, summarise: bool) -> Recorded:
    """What the batch changes is kept as it was, by triggers, so that the run can be undone."""
    with queries.keeping_before(run):
        recorded = _record(prepared, plan, summarise=summarise)
        if plan.layout and plan.kind == "customers":
            suppress_withdrawn([one.word for one in prepared.good], run.pk, plan.now)
        return recorded


def _record(prepared: _Prepared, plan: _Plan, *, summarise: bool) -> Recorded:
    words: list[Any] = [one.word for one in prepared.good]
    if plan.kind != "orders":
        words = settle_customers(words, plan.source, plan.now) if plan.layout and plan.kind == "customers" else words
        return _RECORD[plan.kind](words, source=plan.source, now=plan.now)
    batch = prepared.batch or prepare_orders(settle_orders(words, plan.source), plan.shop, plan.now)
    return record_prepared(
        batch,
        source=plan.source,
        now=plan.now,
        create_customers=plan.create_customers,
        summarise=summarise,
    )


_RECORD: dict[str, Callable[..., Recorded]] = {
    "customers": partial(record_customers, proof=IdentifierLink.IMPORTED),
    "products": record_products,
    "events": record_told_events,
}


def rejects_of(prepared: _Prepared, recorded: Recorded, plan: _Plan) -> list[tuple[Told, Problem]]:
    """In the order of the file, in the file's own words."""
    malformed = [(one, one.word) for one in prepared.told if isinstance(one.word, Problem)]
    refused = [(prepared.good[row], problem) for row, problem in recorded.rejections()]
    rejects = sorted([*malformed, *refused], key=lambda reject: reject[0].row)
    if not plan.layout:
        return rejects
    return [(told, in_their_words(problem, plan.layout, plan.header, told.raw)) for told, problem in rejects]
