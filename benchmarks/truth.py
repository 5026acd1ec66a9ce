"""PostgreSQL filled with the large shop's people, then copied to a lake of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from pathlib import Path

from benchmarks.shops import Place

OWNER = "bench@example.com"
#: Customers whose orders are filled in too: the profiles that are looked at.
WITH_ORDERS = 50_000


def use_data_folder(folder: Path) -> None:
    """Before Django's settings are read."""
    os.environ["WRACA_DATA"] = str(folder)
    os.environ.pop("WRACA_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wraca.settings"


def measure_truth(place: Place) -> dict:
    use_data_folder(place.folder)
    for name in ("postgres", "run"):
        shutil.rmtree(place.folder / name, ignore_errors=True)
    from wraca.server.database import ready_database

    with ready_database():
        from wraca.shop.actions import open_shop
        from wraca.simulation.truth import fill_truth
        from wraca.staff.actions import record_user

        open_shop(name="Bench", currency=place.shape.currency, zone=place.shape.zone, language="en")
        password = secrets.token_urlsafe(12)
        record_user(email=OWNER, name="Bench", role="owner", password=password, language="en", by=None)
        password_file(place).write_text(password, encoding="utf-8")
        started = time.perf_counter()
        rows = fill_truth(place.shape, with_orders=WITH_ORDERS)
        seconds = time.perf_counter() - started
    return {"rows": {name: count for name, count in rows.items() if count}, "seconds": round(seconds, 2)}


def password_file(place: Place) -> Path:
    return place.folder / "bench-password"


def measure_copy(place: Place) -> dict:
    """Truth to a fresh lake, then once more after one row changed."""
    use_data_folder(place.folder)
    from wraca.server.database import ready_database

    target = place.folder / "copied-lake"
    shutil.rmtree(target, ignore_errors=True)
    with ready_database():
        from django.conf import settings
        from django.db import connection

        from wraca.engine.lake import Lake
        from wraca.postgres.conninfo import conninfo_of
        from wraca.refresh import FACTS

        lake, conninfo = Lake(target), conninfo_of(settings.DATABASES["default"])
        whole = timed_copy(lake, conninfo, FACTS)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE orders_order SET number = number WHERE id = (SELECT max(id) FROM orders_order)")
        again = timed_copy(lake, conninfo, FACTS)
    shutil.rmtree(target)
    return {**whole, "second": again}


def timed_copy(lake: object, conninfo: str, facts: object) -> dict:
    started = time.perf_counter()
    report = lake.copy(conninfo, facts)  # type: ignore[attr-defined]
    seconds = time.perf_counter() - started
    return {"rows": report.rows, "seconds": round(seconds, 2), "rows_per_second": round(report.rows / seconds)}
