"""A file brought in by the console: kept, tried, brought in as a job, taken back as a job, forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from tests.cast import NOW, load_cast
from tests.connectors.csv_files.expected import FIXTURES

from wraca.connectors.csv_files.maps import Chosen
from wraca.connectors.models import ImportRun, Upload
from wraca.customers.models import Customer
from wraca.jobs.import_file import carry_out_import
from wraca.jobs.models import JobRun
from wraca.jobs.try_import import carry_out_trial, queue_trial
from wraca.jobs.undo_import import carry_out_undo, queue_undo
from wraca.jobs.uploads import choose, forget_uploads, keep_upload, rejects_path, start_import, try_upload
from wraca.kit.errors import Conflict, InvalidInput
from wraca.orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = "numer;kiedy;poczta;ile\nZ/1;12.03.2026;anna@example.com;120,00\nZ/2;kiedyś;bruno.w@example.com;60,00\n"
CHOSEN = Chosen(
    "orders", "my-shop", {"numer": "outside_id", "kiedy": "placed_at", "poczta": "customer_email", "ile": "total"}
)


@pytest.fixture(autouse=True)
def shop(tmp_path, settings):
    settings.DATA = tmp_path / "data"
    load_cast()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")


def keep(content: str | bytes, name: str = "zam.csv") -> Upload:
    return keep_upload(name, [content.encode() if isinstance(content, str) else content], by=None)


def test_mapped_file_is_tried_brought_in_and_taken_back():
    upload = keep(ORDERS)
    choose(upload, CHOSEN, source="my-shop")
    trial = try_upload(upload, NOW)
    assert (trial.rows, trial.new, trial.rejected) == (2, 1, 1)
    assert rejects_path(upload).read_text("utf-8-sig").startswith("numer,kiedy,poczta,ile,wraca_reason\nZ/2,kiedyś")
    carry_out_import(start_import(upload, by=None).pk)
    upload.refresh_from_db()
    run = ImportRun.objects.get(pk=upload.import_run_id)
    assert (run.file_name, run.source, run.new, run.rejected) == ("zam.csv", "my-shop", 1, 1)
    assert not Path(upload.path).exists()
    job = queue_undo(run.pk, started_by=None)
    result = carry_out_undo(job.pk)
    assert (result["removed"], result["changed_since"], result["spoken_of_since"]) == (
        {"orders": 1, "customers": 1},
        {},
        {},
    )
    assert not Order.objects.filter(outside_id="Z/1").exists()
    assert not Customer.objects.filter(email="anna@example.com").exists()
    assert JobRun.objects.get(pk=job.pk).state == "done"


def test_second_import_waits_its_turn():
    first, second = keep(ORDERS), keep(ORDERS)
    for upload in (first, second):
        choose(upload, CHOSEN, source="my-shop")
    start_import(first, by=None)
    with pytest.raises(Conflict, match="already"):
        start_import(second, by=None)


def test_large_file_is_tried_as_a_job():
    upload = keep((FIXTURES / "shopify_customers.csv").read_bytes(), "customers.csv")
    carry_out_trial(queue_trial(upload, by=None).pk)
    upload.refresh_from_db()
    assert (upload.trial["kind"], upload.trial["new"]) == ("customers", 2)
    assert not Customer.objects.filter(source="shopify").exists()


def test_what_cannot_be_read_is_not_kept():
    with pytest.raises(InvalidInput, match=r"^book.xlsx is a spreadsheet"):
        keep(b"PK\x03\x04rest", "book.xlsx")
    assert list((django_settings.DATA / "imports").iterdir()) == []
    assert Upload.objects.count() == 0


def test_name_of_an_upload_is_no_path():
    upload = keep(ORDERS, "../../etc/passwd.csv")
    assert Path(upload.path).parent == django_settings.DATA / "imports"


def test_file_nobody_brought_in_is_forgotten():
    upload = keep(ORDERS)
    assert forget_uploads(NOW + timedelta(days=1)) == 0
    Upload.objects.filter(pk=upload.pk).update(uploaded_at=NOW - timedelta(days=8))
    assert forget_uploads(NOW) == 1
    assert not Path(upload.path).exists()
