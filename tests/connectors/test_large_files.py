"""Files of any size within bounded memory."""

from pathlib import Path

import pytest
from tests.cast import NOW, SOURCE, load_cast, open_cast_shop

from wraca.connectors import importing
from wraca.connectors.importing import ImportOptions, try_file
from wraca.customers.models import Customer

GIGABYTE = 1_000_000_000
#: A note in a customer's row, as long as a chat.
NOTE = "x" * 20_000
#: What the process may grow by: two batches of rows, one at work and one read ahead, and what is made of them.
MOST_MIB = 200


def _peak_mib() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def write_customers(path, customers):
    with path.open("w") as file:
        file.write("First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Tags,Note\n")
        for n in range(customers):
            file.write(f"Anna,Zielona,klient{n}@example.com,no,0.00,,{NOTE}\n")


@pytest.mark.long
def test_gigabyte_is_tried_within_bounded_memory_and_says_how_far_it_is(db, tmp_path):
    open_cast_shop()
    path = tmp_path / "large.csv"
    customers = GIGABYTE // len(NOTE)
    write_customers(path, customers)
    assert path.stat().st_size >= GIGABYTE
    # Forgets the peak so far (man 5 proc).
    Path("/proc/self/clear_refs").write_text("5")
    before, seen = _peak_mib(), []
    trial = try_file(ImportOptions(path), NOW, seen.append)
    assert (trial.rows, trial.new, trial.rejected) == (customers, customers, 0)
    assert _peak_mib() - before < MOST_MIB
    # A word about every batch of 16 MB: sixty of them.
    assert len(seen) >= 50
    assert seen == sorted(seen)
    assert seen[-1] == customers
    assert not Customer.objects.exists()


def test_long_rows_make_small_batches(db, tmp_path, monkeypatch):
    load_cast()
    monkeypatch.setattr(importing, "BATCH_BYTES", 100)
    path, seen = tmp_path / "c.csv", []
    # 5 + 60 characters a row: every second one fills a batch.
    path.write_text("outside_id,given_name\n" + "".join(f"new{n:02},{'x' * 60}\n" for n in range(5)))
    try_file(ImportOptions(path, source=SOURCE), NOW, seen.append)
    assert seen == [2, 4, 5]
    seen.clear()
    lines = tmp_path / "c.jsonl"
    # 50 bytes and more a line.
    lines.write_text("".join(f'{{"outside_id": "new{n:02}", "given_name": "{"x" * 20}"}}\n' for n in range(5)))
    try_file(ImportOptions(lines, source=SOURCE, kind="customers"), NOW, seen.append)
    assert seen == [2, 4, 5]
