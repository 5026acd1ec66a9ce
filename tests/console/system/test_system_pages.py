from __future__ import annotations

from collections import Counter

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from tests.console.generation import publish

from wraca.connectors.models import ImportReject, ImportRun
from wraca.console import security
from wraca.console.reading import find_reader
from wraca.console.system.labels import STEPS as LABELS
from wraca.events.models import ApiKey
from wraca.jobs.alerts import raise_alert
from wraca.jobs.models import Alert, JobRun
from wraca.kit import clock
from wraca.refresh import FACTS, STEPS
from wraca.shop.queries import the_shop
from wraca.staff.models import AuditEntry


def test_refresh_is_queued_once_and_its_page_opens(shop, marketer):
    first = marketer.post(reverse("console:system-refresh"))
    run = JobRun.objects.get()
    assert first.headers["Location"] == reverse("console:job", args=[run.pk])
    assert marketer.get(first.headers["Location"]).context["job"].is_live
    marketer.post(reverse("console:system-refresh"))
    assert JobRun.objects.count() == 1
    assert AuditEntry.objects.values_list("action", flat=True).get() == "refresh.started"


def test_job_page_names_its_steps_and_results(shop, owner):
    owner.cookies["wraca_language"] = "pl"
    step = {"step": "order_days", "rows": 7, "seconds": 0.5}
    result = {"steps": [step], "as_of": "2026-11-21", "watermark": 980, "stage_changes_appended": 1234}
    run = JobRun.objects.create(kind="refresh", state="running", step="stage_flows", result=result)
    answer = owner.get(reverse("console:job", args=[run.pk]))
    assert [step["label"] for step in answer.context["steps"]] == ["Łączenie zamówień w dni z zamówieniem"]
    assert answer.context["job"].step_text == "Przejścia między etapami"
    # The day, the count; the watermark is of no use to a reader.
    facts = [(label, strip_tags(value)) for label, value in answer.context["facts"]]
    assert facts == [("Zamówienia do", "21.11.2026"), ("Nowe zmiany etapu", "1\u00a0234")]


def test_every_step_and_fact_of_the_refresh_has_a_name():
    names = {step.name for step in STEPS} | {f"copy_{fact.name}" for fact in FACTS}
    assert names - set(LABELS) == set()


def test_roll_back_shows_the_generation_before(shop, owner, marketer, generations_folder):
    publish(generations_folder, {})
    publish(generations_folder, {})
    assert marketer.post(reverse("console:system-roll-back")).status_code == 403
    owner.post(reverse("console:system-roll-back"))
    assert find_reader().generation.id == "000001"
    assert owner.get(reverse("console:system")).status_code == 200


def test_roll_back_of_the_only_generation_says_why_not(shop, owner, generations_folder):
    publish(generations_folder, {})
    answer = owner.post(reverse("console:system-roll-back"), follow=True)
    assert find_reader().generation.id == "000001"
    assert len(list(answer.context["messages"])) == 1


def test_alert_is_resolved(shop, owner):
    raise_alert("disk_low", clock.now(), values={"free_bytes": 5_000_000})
    assert "5 MB" in owner.get(reverse("console:system"), headers={"accept-language": "en"}).content.decode()
    owner.post(reverse("console:system-resolve", args=[Alert.objects.get().pk]))
    assert Alert.objects.filter(resolved_at=None).count() == 0


def test_anybody_may_pause_and_the_office_releases(shop, service, marketer):
    service.post(reverse("console:system-pause-now"))
    assert the_shop().paused_at is not None
    assert service.post(reverse("console:system-resume")).status_code == 403
    marketer.post(reverse("console:system-resume"))
    assert the_shop().paused_at is None


def test_key_speaks_for_the_source_chosen_and_the_list_shows_it(shop, owner):
    address = reverse("console:settings-keys")
    assert 'value="api"' in owner.get(address).content.decode()
    owner.post(address, {"name": "Shop", "scopes": ["orders:write"], "source": "our-shop"})
    assert ApiKey.objects.get().source == "our-shop"
    assert "<code>our-shop</code>" in owner.get(address).content.decode()
    wrong = owner.post(address, {"name": "Other", "scopes": ["orders:write"], "source": "Our Shop"})
    assert "A source is named by up to 60 of" in wrong.content.decode()
    assert ApiKey.objects.count() == 1


def test_key_is_shown_once_and_kept_as_a_hash(shop, owner):
    made = owner.post(reverse("console:settings-keys"), {"name": "Shop", "scopes": ["orders:write"]})
    secret = made.context["secret"]
    assert secret.startswith("wraca_")
    assert secret not in owner.get(reverse("console:settings-keys")).content.decode()
    key = ApiKey.objects.get()
    assert (key.scopes, secret.encode() in bytes(key.secret_hash)) == (["orders:write"], False)
    owner.post(reverse("console:settings-revoke-key", args=[key.pk]))
    assert ApiKey.objects.get().revoked_at is not None


def test_settings_are_for_owners(shop, marketer):
    assert marketer.get(reverse("console:settings")).status_code == 403
    assert marketer.post(reverse("console:settings-keys")).status_code == 403


def test_zone_is_fixed_once_orders_are_in(shop, owner):
    fields = {"name": "Nowa nazwa", "language": "en", "zone": "Asia/Tokyo", "default_margin_percent": "25"}
    assert owner.post(reverse("console:settings"), fields).status_code == 302
    changed = the_shop()
    assert (changed.name, changed.zone, str(changed.default_margin_percent)) == ("Nowa nazwa", "Europe/Warsaw", "25.00")


def test_new_zone_says_that_the_next_refresh_takes_longer(empty_shop, owner):
    fields = {"name": "Nowa nazwa", "language": "en", "zone": "Asia/Tokyo", "default_margin_percent": "25"}
    english = {"accept-language": "en"}
    answer = owner.post(reverse("console:settings"), fields, headers=english, follow=True)
    told = "The next refresh copies everything anew, cut by the days of the new time zone, and takes longer."
    assert [str(message) for message in answer.context["messages"]] == [f"Saved. {told}"]
    assert the_shop().zone == "Asia/Tokyo"
    again = owner.post(reverse("console:settings"), fields, headers=english, follow=True)
    assert [str(message) for message in again.context["messages"]] == ["Saved."]


def test_what_browsers_refused_is_shown_where_there_is_any(shop, owner, monkeypatch):
    monkeypatch.setattr(security, "violations", Counter())
    page = reverse("console:system")
    assert "Refused by" not in owner.get(page, headers={"accept-language": "en"}).content.decode()
    security.violations.update({"style-src-attr": 2, "script-src": 1})
    shown = owner.get(page, headers={"accept-language": "en"}).content.decode()
    assert "Browsers refused something on a page 3 times: script-src, style-src-attr." in shown


@pytest.fixture
def broken_import(shop) -> ImportRun:
    run = ImportRun.objects.create(
        source="csv", kind="orders", file_name="orders.csv", state="done", rows=3, rejected=1
    )
    ImportReject.objects.create(run=run, row_number=2, reason="field_missing", values={}, raw=[["=cmd"]])
    return run


def test_rejected_rows_are_listed_and_come_back_as_they_were(broken_import, owner):
    assert owner.get(reverse("console:system-sources")).status_code == 200
    assert owner.get(reverse("console:system-import", args=[broken_import.pk])).context["total"] == 1
    answer = owner.get(reverse("console:system-rejects-csv", args=[broken_import.pk]))
    line = b"".join(answer.streaming_content).decode().splitlines()[1]
    assert line.startswith("'=cmd,")
