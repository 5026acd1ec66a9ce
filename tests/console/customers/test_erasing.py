"""The page that erases: owners only, the number typed, and afterwards nothing but the proof."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from tests.cast import NOW, load_cast

from wraca.customers.identity.queries import find_person
from wraca.customers.models import Customer
from wraca.customers.rights.actions import ask_for_erasure
from wraca.jobs.erasure_requests import tell_staff
from wraca.jobs.erasures import carry_out_erasure, find_erasure_run
from wraca.jobs.models import JobRun
from wraca.staff.actions import record_user


@pytest.fixture
def bruno(db, tmp_path, monkeypatch) -> int:
    for name, folder in (("DATA", ""), ("LAKE_FOLDER", "lake"), ("GENERATIONS_FOLDER", "generations")):
        monkeypatch.setattr(django_settings, name, tmp_path / folder)
    load_cast()
    return Customer.objects.get(outside_id="bruno").pk


def log_in(client, role: str):
    client.force_login(record_user(email=f"{role}@example.org", name="Ewa", role=role, password=None, by=None))
    return client


def test_only_an_owner_erases(client, bruno):
    for role in ("marketer", "service"):
        log_in(client, role)
        assert client.get(f"/customers/{bruno}/erase/").status_code == 403
        assert client.post(f"/customers/{bruno}/erase/", {"number": str(bruno)}).status_code == 403
        assert b"/erase/" not in client.get(f"/customers/{bruno}/").content
    assert not JobRun.objects.exists()


def test_the_number_is_typed_then_the_proof_is_all_there_is(client, bruno):
    log_in(client, "owner")
    assert f"/customers/{bruno}/erase/".encode() in client.get(f"/customers/{bruno}/").content
    assert "Bruno Łoś" in client.get(f"/customers/{bruno}/erase/").content.decode()
    wrong = client.post(f"/customers/{bruno}/erase/", {"number": "1"})
    assert (wrong.status_code, JobRun.objects.count()) == (422, 0)
    done = client.post(f"/customers/{bruno}/erase/", {"number": f" {bruno} "})
    assert (done.status_code, done["Location"]) == (302, f"/customers/{bruno}/erased/")
    assert client.get(done["Location"]).status_code == 200
    run = find_erasure_run(bruno)
    assert carry_out_erasure(run.pk) == carry_out_erasure(run.pk)
    shown = client.get(f"/customers/{bruno}/", follow=True)
    assert shown.redirect_chain == [(f"/customers/{bruno}/erased/", 302)]
    assert "Ewa" in shown.content.decode()
    assert "Bruno" not in shown.content.decode()
    assert client.get(f"/customers/{bruno}/merge/").status_code == 404
    assert "Łoś" not in client.get("/customers/?q=bruno").content.decode()
    assert client.get("/customers/999999/erased/").status_code == 404


def test_the_alert_about_a_request_leads_to_the_page(client, bruno):
    ask_for_erasure(find_person(bruno), NOW)
    tell_staff(NOW)
    assert f"/customers/{bruno}/erase/".encode() in log_in(client, "owner").get("/system/").content
