"""A file that nobody knows: dropped, mapped, tried, brought in, taken back, by hand in a real browser."""

from __future__ import annotations

import time

import pytest
from tests.browser.conftest import ARTEFACTS
from tests.browser.watch import Visit
from tests.connectors.csv_files.expected import FIXTURES

from wraca.connectors.models import ColumnMap, Upload
from wraca.console import security
from wraca.customers.models import Customer
from wraca.jobs.import_file import carry_out_import
from wraca.jobs.models import JobRun
from wraca.jobs.undo_import import carry_out_undo
from wraca.orders.models import Order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

ORDERS = """\
Numer;Kiedy;Kto kupił;Poczta klienta;Za ile;Uwagi
Z/1;12 marca 2026;Anna Zielona;anna.zielona@example.com;120,00 zł;brak
Z/2;13 marca 2026;Bruno Wilk;bruno.wilk@example.com;60,00 zł;
Z/3;kiedyś;Bruno Wilk;bruno.wilk@example.com;60,00 zł;
"""


def wait_for_job(kind: str, seconds: float = 30) -> JobRun:
    """What a press asked for, once the server has it: the page may come first."""
    until = time.monotonic() + seconds
    while (found := JobRun.objects.filter(kind=kind).first()) is None:
        assert time.monotonic() < until, f"no job {kind} was queued"
        time.sleep(0.1)
    return found


@pytest.mark.parametrize(("language", "width"), [("pl", 1280), ("en", 390)])
def test_unknown_file_is_mapped_brought_in_and_taken_back(browser, served, settings, tmp_path, language, width):
    settings.DATA = tmp_path / "data"
    security.violations.clear()
    path = tmp_path / "zamówienia.csv"
    path.write_bytes(ORDERS.encode("cp1250"))
    visit = Visit(browser, served, language=language, scheme="light", width=width)
    visit.log_in()
    wrong = visit.look_at("import-drop", "/system/bring-in/", ARTEFACTS)
    page = visit.page
    page.set_input_files("#file", str(path))
    with page.expect_navigation():
        page.click("form[data-drop] button[type=submit]")
    upload = Upload.objects.get()
    wrong += visit.look_at("import-columns", f"/system/bring-in/{upload.pk}/", ARTEFACTS)
    # Guessed: number, when, address by its values. The rest is chosen.
    assert page.input_value("[name=column-0]") == "outside_id"
    assert page.input_value("[name=column-3]") == "customer_email"
    for column, field in {1: "placed_at", 2: "customer_full_name", 4: "total"}.items():
        page.select_option(f"[name=column-{column}]", field)
    page.click("form[action$='/columns/'] button[type=submit]")
    page.wait_for_selector("form[action$='/start/']")
    upload.refresh_from_db()
    assert {name: upload.trial[name] for name in ("rows", "new", "changed", "same", "rejected")} == {
        "rows": 3,
        "new": 2,
        "changed": 0,
        "same": 0,
        "rejected": 1,
    }
    assert (ColumnMap.objects.count(), Order.objects.filter(outside_id="Z/1").count()) == (1, 0)
    wrong += visit.look_at("import-trial", f"/system/bring-in/{upload.pk}/", ARTEFACTS)
    with page.expect_navigation():
        page.click("form[action$='/start/'] button")
    job = wait_for_job("import")
    wrong += visit.look_at("import-waiting", f"/system/bring-in/{upload.pk}/", ARTEFACTS)
    carry_out_import(job.pk)
    page.goto(f"{served}/system/bring-in/{upload.pk}/", wait_until="load")
    assert Order.objects.get(outside_id="Z/1").total_minor == 12_000
    run = page.url.rstrip("/").rsplit("/", 1)[1]
    wrong += visit.look_at("import-done", f"/system/sources/{run}/", ARTEFACTS)
    wrong += visit.look_at("import-undo", f"/system/sources/{run}/undo/", ARTEFACTS)
    with page.expect_navigation():
        page.click("main form[method=post] button[type=submit]")
    carry_out_undo(wait_for_job("undo_import").pk)
    assert not Order.objects.filter(outside_id__startswith="Z/").exists()
    assert not Customer.objects.filter(email="anna.zielona@example.com").exists()
    wrong += visit.look_at("import-undone", f"/system/sources/{run}/", ARTEFACTS)
    visit.context.close()
    assert wrong == []
    assert dict(security.violations) == {}


def test_dropped_file_is_recognised_and_tried_at_once(browser, served, settings, tmp_path):
    settings.DATA = tmp_path / "data"
    visit = Visit(browser, served, language="pl", scheme="dark", width=1280)
    visit.log_in()
    visit.page.goto(f"{served}/system/bring-in/")
    content = (FIXTURES / "shopify_customers.csv").read_text()
    visit.page.evaluate(
        """(content) => {
            const files = new DataTransfer();
            files.items.add(new File([content], "customers.csv", { type: "text/csv" }));
            const dropped = new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
            document.querySelector("[data-drop]").dispatchEvent(dropped);
        }""",
        content,
    )
    visit.page.wait_for_selector("form[action$='/start/']")
    assert "Shopify" in visit.page.inner_text(".page-sub")
    upload = Upload.objects.get()
    assert (upload.trial["kind"], upload.trial["new"]) == ("customers", 2)
    assert visit.look_at("import-known", f"/system/bring-in/{upload.pk}/", ARTEFACTS) == []
    visit.context.close()
