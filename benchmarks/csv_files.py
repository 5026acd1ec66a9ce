"""Rows a second, and the memory of the process, for exports as shops have them: a list of customers and a file of order
lines in Shopify's columns, recognised, read, checked, merged, with summaries, events and what an undo needs.

    python -m benchmarks.csv_files --customers 1000000 --lines 2000000
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
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


def _bring(path: Path, rows: int) -> dict[str, Any]:
    from wraca.connectors.importing import ImportOptions, import_file

    started = time.perf_counter()
    run = import_file(ImportOptions(path), NOW)
    seconds = time.perf_counter() - started
    return {
        "rows": rows,
        "new": run.new,
        "same": run.same,
        "rejected": run.rejected,
        "file_mb": path.stat().st_size // 1_000_000,
        "seconds": round(seconds, 1),
        "rows_per_second": round(rows / seconds),
        "process_seconds": round(time.process_time(), 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


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
            from wraca.shop.actions import open_shop

            open_shop(name="Bench", currency="PLN", zone="Europe/Warsaw", language="en")
            for name, path, rows in (
                ("customers", people, customers),
                ("orders", sold, lines),
                ("again", people, customers),
            ):
                found[name] = _bring(path, rows)
                print(name, json.dumps(found[name]), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=2_000_000)
    options = parser.parse_args()
    print(json.dumps(measure(options.customers, options.lines), indent=2))
