"""Order lines a second into PostgreSQL, by the way every import takes: a file of JSON read, checked, merged, with
summaries and events in the same transactions.

Four figures: the first file into an empty shop (indexes set aside), the same file again (nothing may change), a later
file into the full shop (every index and foreign key on), and a bare COPY of lines into a table without any, the limit
of the machine. Each should stay above 50,000 lines a second.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LINES_AN_ORDER = 10
PRODUCTS = 20_000


def measure_imports(*, quick: bool = False) -> dict:
    folder = Path(tempfile.mkdtemp(prefix="wraca-bench-imports-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the account that runs the server for root must get to it
    os.environ["WRACA_DATA"] = str(folder)
    os.environ.pop("WRACA_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wraca.settings"
    try:
        return _measure(folder, orders=10_000 if quick else 100_000)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, orders: int) -> dict:
    from wraca.server.database import ready_database

    first, later = folder / "first.jsonl", folder / "later.jsonl"
    write_orders(first, 0, orders, customers=orders // 5)
    write_orders(later, orders, orders // 10, customers=orders // 5)
    with ready_database():
        from wraca.shop.actions import open_shop

        open_shop(name="Bench", currency="PLN", zone="Europe/Warsaw", language="en")
        lines, few = orders * LINES_AN_ORDER, orders // 10 * LINES_AN_ORDER
        return {
            "orders": orders,
            "lines": lines,
            "first_lines_per_second": _rate(lines, lambda: _bring(first, new=orders)),
            "again_lines_per_second": _rate(lines, lambda: _bring(first, same=orders)),
            "later_lines_per_second": _rate(few, lambda: _bring(later, new=orders // 10)),
            "bare_copy_lines_per_second": _rate(lines, lambda: _bare_copy(lines)),
        }


def write_orders(path: Path, start: int, orders: int, customers: int) -> None:
    """Seeded; few customers order often, few products sell much."""
    draw = random.Random(start)
    with path.open("w", encoding="utf-8") as file:
        for number in range(start, start + orders):
            lines = [
                {
                    "variant": f"p{int(draw.random() ** 2 * PRODUCTS)}",
                    "name": "A product with a name",
                    "quantity": draw.randrange(1, 4),
                    "unit_price_minor": draw.randrange(100, 20_000),
                }
                for _ in range(LINES_AN_ORDER)
            ]
            order = {
                "outside_id": f"o{number}",
                "customer": f"c{int(draw.random() ** 2 * customers)}",
                "placed_at": (NOW - timedelta(minutes=draw.randrange(700_000))).isoformat(),
                "lines": lines,
            }
            file.write(json.dumps(order) + "\n")


def _bring(path: Path, *, new: int = 0, same: int = 0) -> None:
    from wraca.connectors.importing import ImportOptions, import_file

    run = import_file(ImportOptions(path, kind="orders", source="bench", create_customers=True), NOW)
    if (run.new, run.same, run.rejected) != (new, same, 0):
        raise RuntimeError(
            f"expected {new} new and {same} same orders, got {run.new}, {run.same}, {run.rejected} rejected"
        )


def _bare_copy(lines: int) -> None:
    from django.db import connection, transaction

    piece = "".join(f"{n}\t{n % 10}\t{n}\tA product with a name\t2\t1999\t0\t0\t3998\n" for n in range(10_000))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_line (order_id bigint, position int, variant_id bigint, name text, quantity bigint,"
            " unit_price_minor bigint, discount_minor bigint, tax_minor bigint, total_minor bigint)"
        )
        with cursor.copy("COPY bench_line FROM STDIN") as copy:
            for _ in range(lines // 10_000):
                copy.write(piece)


def _rate(lines: int, work: Callable[[], None]) -> int:
    started = time.perf_counter()
    work()
    return round(lines / (time.perf_counter() - started))


if __name__ == "__main__":
    print(json.dumps(measure_imports(), indent=2))
