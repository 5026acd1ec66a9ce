"""The search for customers known twice, over a PostgreSQL of simulated Poles, and one new customer against them all.

    WRACA_SHARED_DATA=../shared/data python -m benchmarks.duplicates 1000000

What it prints: seconds of each step, peak memory, and how long one new customer takes (median and p95 of many).
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from benchmarks.truth import use_data_folder

SEED = 3
CHECKED = 200
_COPY = (
    "COPY customers_customer (source, outside_id, given_name, family_name, folded_name, sort_name, email, phone,"
    " street, postcode, city, country, language, birth_date, signed_up_at, invented, traits, updated_at) FROM STDIN"
)


def registers() -> Path:
    shared = Path(os.environ.get("WRACA_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    return shared / "polish_names"


def fill(records: int) -> None:
    from django.db import connection, transaction

    from wraca.simulation.polish_names import read_names
    from wraca.simulation.polish_people import PeopleShape, simulate_people

    with transaction.atomic(), connection.cursor() as cursor:
        for chunk in simulate_people(PeopleShape(records, SEED), read_names(registers())):
            with cursor.copy(_COPY) as copy:
                for row in rows_of(chunk):
                    copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")


def rows_of(chunk: pa.Table) -> Iterator[tuple]:
    from wraca.customers.incoming import normal_phone

    for row in chunk.to_pylist():
        email = (row["email"] or "").strip().lower()
        yield (
            *("bench", row["rec_id"], row["given_name"] or "", row["surname"] or "", "", row["rec_id"]),
            *(email if "@" in email else "", normal_phone(row["phone"] or "", "PL") or ""),
            *(row["street"] or "", row["postcode"] or "", row["city"] or "", "PL", "pl", row["birth_date"]),
            *("2026-01-02T00:00:00Z", False, "{}", "2026-01-02T00:00:00Z"),
        )


def measure_duplicates(records: int) -> dict:
    from wraca.server.database import ready_database

    with ready_database():
        from wraca.jobs.find_duplicates import search
        from wraca.kit import clock
        from wraca.shop.actions import open_shop

        open_shop(name="Bench", currency="PLN", zone="Europe/Warsaw", language="pl")
        begun = time.perf_counter()
        fill(records)
        filled = time.perf_counter() - begun
        begun = time.perf_counter()
        found = search(clock.now())
        took = time.perf_counter() - begun
        return {
            "records": records,
            "fill_seconds": round(filled, 1),
            "search_seconds": round(took, 1),
            **found,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "check_ms": measure_checks(),
        }


def measure_checks() -> dict:
    """One customer at a time, as it comes in: keys, candidates, comparison, and what is kept."""
    from wraca.customers.duplicates.actions import check_customers
    from wraca.customers.models import Customer
    from wraca.kit import clock

    ids = list(Customer.objects.order_by("-id").values_list("id", flat=True)[: CHECKED * 50 : 50])
    taken = []
    for customer_id in ids:
        begun = time.perf_counter()
        check_customers([customer_id], now=clock.now())
        taken.append((time.perf_counter() - begun) * 1000)
    taken = sorted(taken[10:])
    return {
        "median": round(statistics.median(taken), 1),
        "p95": round(taken[int(len(taken) * 0.95)], 1),
        "checked": len(taken),
    }


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp(prefix="wraca-bench-duplicates-"))
    folder.chmod(0o711)
    use_data_folder(folder)
    try:
        print(json.dumps(measure_duplicates(int(sys.argv[1])), indent=2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
