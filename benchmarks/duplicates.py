"""The search for customers known twice, over a PostgreSQL of simulated Poles, and one new customer against them all.

    WRACA_SHARED_DATA=../shared/data python -m benchmarks.duplicates 1000000

What it prints: seconds of each step, peak memory, and how long one new customer takes (p50 and p95 of 200).
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
from datetime import date
from pathlib import Path

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


def fill(records: int) -> list[dict]:
    """Returns those kept out, spread evenly: the newcomers."""
    from django.db import connection, transaction

    from wraca.simulation.polish_names import read_names
    from wraca.simulation.polish_people import PeopleShape, simulate_people

    # A few more, as some will be rejected.
    newcomers, every = [], records * 4 // (CHECKED * 5)
    with transaction.atomic(), connection.cursor() as cursor:
        for chunk in simulate_people(PeopleShape(records, SEED), read_names(registers())):
            with cursor.copy(_COPY) as copy:
                for number, row in enumerate(chunk.to_pylist()):
                    if number % every == every // 2:
                        newcomers.append(newcomer_of(row))
                    else:
                        copy.write_row(row_of(row))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer")
    return newcomers


def newcomer_of(row: dict) -> dict:
    email = (row["email"] or "").strip().lower()
    told = {
        "given_name": row["given_name"],
        "family_name": row["surname"],
        "email": email if "@" in email else None,
        **{field: row[field] for field in ("phone", "street", "postcode", "city")},
        "birth_date": date.fromisoformat(row["birth_date"]) if row["birth_date"] else None,
    }
    return {"outside_id": row["rec_id"], **{field: value for field, value in told.items() if value}}


def row_of(row: dict) -> tuple:
    from wraca.customers.incoming import normal_phone

    email = (row["email"] or "").strip().lower()
    return (
        *("bench", row["rec_id"], row["given_name"] or "", row["surname"] or "", "", row["rec_id"]),
        *(email if "@" in email else "", normal_phone(row["phone"] or "", "PL") or ""),
        *(row["street"] or "", row["postcode"] or "", row["city"] or "", "PL", "pl", row["birth_date"]),
        *("2026-01-02T00:00:00Z", False, "{}", "2026-01-02T00:00:00Z"),
    )


def loads() -> dict:
    return {"load": round(os.getloadavg()[0], 1), "cores": os.cpu_count()}


def measure_duplicates(records: int) -> dict:
    from wraca.server.database import ready_database

    with ready_database():
        from wraca.jobs.find_duplicates import search
        from wraca.kit import clock
        from wraca.shop.actions import open_shop

        open_shop(name="Bench", currency="PLN", zone="Europe/Warsaw", language="pl")
        begun = time.perf_counter()
        newcomers = fill(records)
        filled = time.perf_counter() - begun
        begun, busy = time.perf_counter(), time.process_time()
        found = search(clock.now())
        took, worked = time.perf_counter() - begun, time.process_time() - busy
        return {
            "records": records,
            "fill_seconds": round(filled, 1),
            "search_seconds": round(took, 1),
            "search_processor_seconds": round(worked, 1),
            **found,
            **loads(),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "newcomers": measure_checks(newcomers),
        }


def measure_checks(newcomers: list[dict]) -> dict:
    """One after another, each recorded first: keys, candidates, comparison, and what is kept. Milliseconds by the
    clock, and of the processor: this process and its PostgreSQL together."""
    from django.db import connection

    from wraca.customers.actions import record_customers
    from wraca.customers.duplicates.actions import check_customers
    from wraca.customers.incoming import NewCustomer
    from wraca.kit import clock

    with connection.cursor() as cursor:
        backend = cursor.execute("SELECT pg_backend_pid()").fetchone()[0]
    clocked, worked, found = [], [], 0
    for row in newcomers:
        if len(clocked) == CHECKED:
            break
        customer_id = record_customers([NewCustomer(**row)], source="newcomer", now=clock.now()).results[0].id
        if customer_id is None:
            # A number or day that cannot be, which an import would reject too.
            continue
        begun, busy = time.perf_counter(), _processor_seconds(backend)
        found += bool(check_customers([customer_id], now=clock.now()))
        clocked.append((time.perf_counter() - begun) * 1000)
        worked.append((_processor_seconds(backend) - busy) * 1000)
    return {"checked": len(clocked), "found": found, "clock_ms": _spread(clocked), "processor_ms": _spread(worked)}


def _processor_seconds(backend: int) -> float:
    """Of PostgreSQL in ticks of a hundredth: single checks are coarse, their mean is not."""
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _spread(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "mean": round(statistics.fmean(ordered), 1),
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "most": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp(prefix="wraca-bench-duplicates-"))
    folder.chmod(0o711)
    use_data_folder(folder)
    try:
        print(json.dumps(measure_duplicates(int(sys.argv[1])), indent=2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
