"""Rows a second, and the memory of the process, for exports as shops have them: a list of customers and a file of order
lines in Shopify's columns, recognised, read, checked, merged, with summaries, events and what an undo needs.

    python -m benchmarks.csv_files                                    1 M customers and 10 M lines: about an hour
    python -m benchmarks.csv_files --customers 100000 --lines 400000  some minutes

The files and the database take about 20 GB in the folder for temporary files (TMPDIR) at the full size.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LINES_AN_ORDER = 4
_CUSTOMERS = [
    "Customer ID",
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address City",
    "Default Address Country Code",
    "Default Address Zip",
    "Phone",
    "Accepts SMS Marketing",
    "Total Spent",
    "Total Orders",
    "Note",
    "Tax Exempt",
    "Tags",
]
_ORDERS = (
    *("Name", "Email", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Lineitem discount"),
    *("Financial Status", "Paid at", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Amount"),
    *(
        "Created at",
        "Billing Name",
        "Billing City",
        "Billing Zip",
        "Billing Country",
        "Refunded Amount",
        "Id",
        "Source",
    ),
)


def write_customers(path: Path, customers: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_CUSTOMERS)
        for n in range(customers):
            row = [f"'{7 * 10**12 + n}", "Anna", f"Zielona{n % 5000}", _email(n), "yes" if n % 2 else "no", ""]
            row += [
                f"ul. Długa {n % 200}",
                "Gdańsk",
                "PL",
                "80-001",
                f"'+48{600_000_000 + n}",
                "no",
                "0.00",
                "0",
                "",
                "no",
            ]
            writer.writerow([*row, ""])


def write_orders(path: Path, lines: int, customers: int) -> int:
    draw = random.Random(7)
    orders = lines // LINES_AN_ORDER
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_ORDERS)
        for n in range(orders):
            email = _email(int(draw.random() ** 2 * customers))
            placed = (NOW - timedelta(minutes=draw.randrange(700_000))).strftime("%Y-%m-%d %H:%M:%S +0100")
            prices = [draw.randrange(100, 20_000) for _ in range(LINES_AN_ORDER)]
            total = f"{sum(prices) / 100:.2f}"
            for place, price in enumerate(prices):
                sku = int(draw.random() ** 2 * 20_000)
                line = [f"#{n}", email, "1", f"Product {sku}", f"{price / 100:.2f}", f"SKU{sku}", "0.00"]
                own = ["paid", placed, "PLN", total, "0.00", "0.00", total, "0.00", placed]
                own += ["Anna Zielona", "Gdańsk", "80-001", "PL", "0.00", str(n), "web"]
                writer.writerow(line + (own if place == 0 else [""] * len(own)))
    return orders


def _email(n: int) -> str:
    return f"klient{n}@example.com"


def _bring(path: Path, rows: int, server: int) -> dict[str, Any]:
    from wraca.connectors.importing import ImportOptions, import_file

    _forget_peak()
    own, theirs, started = time.process_time(), _processor_seconds(server), time.perf_counter()
    run = import_file(ImportOptions(path), NOW)
    seconds = time.perf_counter() - started
    own, theirs = time.process_time() - own, _processor_seconds(server) - theirs
    return {
        "rows": rows,
        "new": run.new,
        "same": run.same,
        "rejected": run.rejected,
        "file_mb": path.stat().st_size // 1_000_000,
        "seconds": round(seconds, 1),
        "rows_per_second": round(rows / seconds),
        "own_processor_seconds": round(own, 1),
        "database_processor_seconds": round(theirs, 1),
        # Both work side by side, each on a core of its own.
        "rows_per_processor_second_of_the_slower": round(rows / max(own, theirs)),
        "peak_mib": _peak_mib(),
    }


def _forget_peak() -> None:
    """Of this process, so that each import has its own."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak_mib() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def _server_of(connection: Any) -> int:
    """The process of which the server's others are children."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(_stat(cursor.fetchone()[0])[1])


def _stat(process: int) -> list[str]:
    """From the state on, which comes after the name in brackets (man 5 proc)."""
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()


def _processor_seconds(server: int) -> float:
    """Of the server, its children that live, and those that have ended."""
    ticks = sum(map(int, _stat(server)[11:15]))
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = _stat(int(folder.name))
            except OSError:
                continue
            if int(stat[1]) == server:
                ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(customers: int, lines: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="wraca-bench-csv-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the account that runs the server for root must get to it
    os.environ["WRACA_DATA"] = str(folder)
    os.environ.pop("WRACA_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wraca.settings"
    people, sold = folder / "customers.csv", folder / "orders.csv"
    found: dict[str, Any] = {"load": os.getloadavg()[0]}
    try:
        write_customers(people, customers)
        write_orders(sold, lines, customers)
        from wraca.server.database import ready_database

        with ready_database():
            from django.db import connection

            from wraca.shop.actions import open_shop

            open_shop(name="Bench", currency="PLN", zone="Europe/Warsaw", language="en")
            server = _server_of(connection)
            for name, path, rows in (
                ("customers", people, customers),
                ("orders", sold, lines),
                ("again", people, customers),
            ):
                found[name] = _bring(path, rows, server)
                print(name, json.dumps(found[name]), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=10_000_000)
    options = parser.parse_args()
    print(json.dumps(measure(options.customers, options.lines), indent=2))
