"""Runs of imports: what is still open of them, and what becomes of those that were killed."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import NOW, SOURCE, load_cast, open_cast_shop
from tests.sessions import wait_until_alone

from wraca.connectors import importing
from wraca.connectors.importing import ImportOptions, import_file
from wraca.connectors.models import ImportRun
from wraca.connectors.queries import begin_run, count_open_rejects, end_interrupted, end_run, iterate_rejects
from wraca.connectors.rejects import write_rejects
from wraca.orders.models import Order

HEADER = "outside_id;placed_at;customer;line_quantity;line_unit_price\n"
GOOD, BAD = "g1;2026-03-01;ada;1;10,00\n", "b1;2026-03-01;nobody;1;10,00\n"


def bring(path, rows, header=HEADER, kind="orders"):
    path.write_text(header + rows, encoding="utf-8")
    return import_file(ImportOptions(path, kind, SOURCE), NOW)


@pytest.fixture
def cast(db):
    load_cast()


def test_mended_file_clears_what_was_open_of_it(cast, tmp_path):
    since = NOW - timedelta(days=365)
    bring(tmp_path / "a.csv", GOOD + BAD)
    bring(tmp_path / "a.csv", GOOD + BAD)
    assert count_open_rejects(since) == 1
    bring(tmp_path / "b.csv", BAD + BAD.replace("b1", "b2"))
    assert count_open_rejects(since) == 3
    bring(tmp_path / "a.csv", GOOD + BAD.replace("nobody", "bruno"))
    assert count_open_rejects(since) == 2


def test_mended_file_of_rejects_clears_all_before_it(cast, tmp_path):
    since = NOW - timedelta(days=365)
    bring(tmp_path / "a.csv", GOOD + BAD)
    bring(tmp_path / "mended.csv", "b1;2026-03-01;ada;1;10,00;unknown\n", HEADER.strip() + ";wraca_reason\n")
    assert count_open_rejects(since) == 0


def test_mended_rejects_of_json_under_another_name_clear_them(cast, tmp_path):
    since = NOW - timedelta(days=365)
    bought = '"placed_at": "2026-03-01T10:00:00Z", "lines": [{"quantity": 1, "unit_price_minor": 5}]'
    line = f'{{"outside_id": "j1", "customer": "nobody", {bought}}}'
    run = bring(tmp_path / "a.jsonl", f"{line}\n", header="")
    assert (run.rejected, count_open_rejects(since)) == (1, 1)
    rejects = "".join(write_rejects(iterate_rejects(run.pk), run.header))
    mended = bring(tmp_path / "mended.jsonl", rejects.replace('"customer": "nobody"', '"customer": "ada"'), header="")
    assert (mended.new, mended.same, mended.rejected, mended.header) == (1, 0, 0, ["wraca_reason"])
    assert count_open_rejects(since) == 0


def at_the_same_time(deed):
    """In a thread, whose connection is another session; its return when that session is over."""
    found = []

    def work():
        try:
            found.append(deed())
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_run_whose_session_is_gone_is_interrupted_and_no_other():
    gone = at_the_same_time(lambda: begin_run(source="t", kind="orders", file_name="gone.csv", new=3, rows=7))
    here = begin_run(source="t", kind="orders", file_name="here.csv")
    assert at_the_same_time(lambda: end_interrupted(NOW)) == 1
    gone.refresh_from_db()
    # 3 rows were kept; 7 was how far a load had come that was then undone.
    assert (gone.state, gone.ended_at, gone.rows) == ("interrupted", NOW, 3)
    end_run(here, "done", NOW)
    assert at_the_same_time(lambda: end_interrupted(NOW)) == 0
    assert ImportRun.objects.get(pk=here.pk).state == "done"


@pytest.mark.django_db(transaction=True)
def test_first_load_shows_how_far_it_is_before_its_commit(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "FIRST_LOAD_BYTES", 0)
    monkeypatch.setattr(importing, "BATCH_WORDS", 2)
    open_cast_shop()
    seen = []

    def look(rows):
        state = at_the_same_time(lambda: ImportRun.objects.values_list("state", "rows", "new").get())
        seen.append((rows, *state))

    path = tmp_path / "o.csv"
    path.write_text(HEADER + "".join(f"o{n};2026-03-01;c{n};1;10,00\n" for n in range(5)))
    run = import_file(ImportOptions(path, "orders", SOURCE, create_customers=True), NOW, look)
    assert seen == [(2, "running", 2, 0), (4, "running", 4, 0), (5, "running", 5, 0)]
    assert (run.state, run.new, Order.objects.count()) == ("done", 5, 5)


@pytest.mark.django_db(transaction=True)
def test_first_load_that_fails_counts_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "FIRST_LOAD_BYTES", 0)
    open_cast_shop()

    def stop(rows):
        raise KeyboardInterrupt

    path = tmp_path / "o.csv"
    path.write_text(HEADER + "o1;2026-03-01;c1;1;10,00\n")
    with pytest.raises(KeyboardInterrupt):
        import_file(ImportOptions(path, "orders", SOURCE, create_customers=True), NOW, stop)
    run = ImportRun.objects.get()
    assert (run.state, run.rows, run.new, Order.objects.count()) == ("interrupted", 0, 0, 0)


KILLED = """
import os, signal, sys
import django
django.setup()
from pathlib import Path
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
from tests.cast import NOW, SOURCE
from tests.sessions import wait_until_alone

from wraca.connectors import importing
importing.BATCH_WORDS = 2
def kill_at(rows):
    if rows >= 4:
        os.kill(os.getpid(), signal.SIGKILL)
importing.import_file(importing.ImportOptions(Path(sys.argv[1]), "orders", SOURCE), NOW, kill_at)
"""


@pytest.mark.django_db(transaction=True)
def test_import_killed_half_way_is_finished_by_sending_it_again(tmp_path):
    load_cast()
    before = Order.objects.count()
    path = tmp_path / "o.csv"
    path.write_text(HEADER + "".join(f"k{n};2026-03-01;ada;1;10,00\n" for n in range(7)))
    process = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), connection.settings_dict["NAME"]],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "wraca.settings"},
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    wait_until_alone()
    again = import_file(ImportOptions(path, "orders", SOURCE), NOW)
    assert (again.state, again.same, again.new) == ("done", 4, 3)
    killed = ImportRun.objects.exclude(pk=again.pk).latest("pk")
    assert (killed.state, killed.rows) == ("interrupted", 4)
    assert Order.objects.count() == before + 7
