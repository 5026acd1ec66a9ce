"""Erasures that are killed, and backups from before them, with the programs as they run in earnest."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from tests.cast import NOW
from tests.flows.everything import TRACES, bring_in
from tests.flows.looking import find_traces

from wraca.customers.rights.queries import find_erasure_of
from wraca.jobs.deliver_messages import deliver_messages
from wraca.jobs.erase_customer import erase_customer
from wraca.jobs.erased_files import finish_files

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
KILLS = 6
ERASE = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connections
from pathlib import Path
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.DATA = Path(sys.argv[2])
from tests.cast import NOW
from wraca.jobs.erase_customer import erase_customer
print("begins", flush=True)
erase_customer(int(sys.argv[3]), NOW)
"""
FILL = """
import sys
from wraca.server.database import ready_database
with ready_database():
    from tests.cast import load_cast
    from wraca.customers.queries import find_by_outside_id
    load_cast()
    print(find_by_outside_id("cast", sys.argv[1]).pk)
"""
LOOK = """
import json, sys
from wraca.server.database import ready_database
with ready_database(migrate=False):
    from wraca.customers.models import Customer
    from wraca.orders.models import Order
    row = Customer.objects.filter(pk=int(sys.argv[1])).values_list("email", "given_name").first()
    orders = list(Order.objects.filter(customer_id=int(sys.argv[1])).values_list("number", "total_minor"))
    print(json.dumps([row, orders]))
"""


def test_killed_at_any_moment_it_is_done_whole_or_not_at_all(transactional_db, tmp_path, monkeypatch):
    for name, folder in (("DATA", ""), ("LAKE_FOLDER", "lake"), ("GENERATIONS_FOLDER", "generations")):
        monkeypatch.setattr(django_settings, name, tmp_path / folder)
    hers = bring_in(tmp_path)
    chance = random.Random(7)
    everything = set(find_traces(TRACES, [tmp_path]))
    for _ in range(KILLS):
        arguments = [connection.settings_dict["NAME"], str(tmp_path), str(hers)]
        child = subprocess.Popen(
            [sys.executable, "-c", ERASE, *arguments], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0, 0.6))
        child.send_signal(signal.SIGKILL)
        child.wait()
        if find_erasure_of(hers):
            break
        assert set(find_traces(TRACES, [tmp_path])) == everything
    else:
        erase_customer(hers, NOW)
    deliver_messages(NOW)
    assert finish_files(NOW) == 1
    assert find_traces(TRACES, [tmp_path]) == []


def run(folder: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WRACA_")}
    environment = {**kept, "WRACA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "wraca.settings"}
    if url := os.environ.get("WRACA_TEST_DATABASE_URL"):
        environment["WRACA_DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def shop_folder() -> Iterator[Path]:
    """Not pytest's own, which is root's alone: the account that runs the server for root must get to it."""
    with tempfile.TemporaryDirectory(prefix="wraca-erasure-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.mark.skipif("WRACA_TEST_DATABASE_URL" in os.environ, reason="it would replace the database of the other tests")
def test_a_backup_from_before_is_restored_without_the_erased(shop_folder):
    folder = shop_folder / "shop"
    bruno = run(folder, "-c", FILL, "bruno").split()[-1]
    file = shop_folder / "shop.backup"
    run(folder, "-m", "wraca", "backup", str(file))
    erased = json.loads(run(folder, "-m", "wraca", "erase", bruno, "--json"))
    assert (erased["emptied"], erased["counts"]["customers_customer"]) == (True, 1)
    # The list alone knows: as if it were another machine, with the same data folder.
    said = run(folder, "-m", "wraca", "--language", "en", "restore", str(file), "--overwrite")
    assert "1 person who was erased since the backup was erased again." in said
    assert json.loads(run(folder, "-c", LOOK, bruno)) == [["", ""], [["b1", 10_000]]]
