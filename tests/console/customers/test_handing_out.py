"""Staff hand out everything held of somebody: who may, what they get, what is kept of it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from wraca.customers.models import Customer, Handout


@pytest.fixture
def address(shop) -> str:
    return f"/customers/{Customer.objects.get(outside_id='ela').pk}/hand-out/"


def test_both_files_come_in_one_archive_and_the_proof_stays(owner, address):
    answer = owner.post(address, {"sure": "1"})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    ela = Customer.objects.get(outside_id="ela")
    assert archive.namelist() == [f"customer-{ela.pk}.json", f"customer-{ela.pk}.html"]
    assert json.loads(archive.read(f"customer-{ela.pk}.json"))["customers"][0]["email"] == "ela@example.com"
    assert answer.headers["Cache-Control"] == "no-store, private"
    proof = Handout.objects.get()
    page = owner.get(address).content.decode()
    assert [part in page for part in (proof.digests["json"], proof.digests["page"], "Owner")] == [True] * 3


def test_nothing_is_handed_out_before_staff_made_sure(owner, address):
    answer = owner.post(address, {})
    assert "Say that you made sure." in answer.content.decode()
    assert Handout.objects.count() == 0


def test_owner_and_service_may_and_marketers_may_not(owner, service, marketer, address):
    assert [client.get(address).status_code for client in (owner, service, marketer)] == [200, 200, 403]
    assert marketer.post(address, {"sure": "1"}).status_code == 403
    assert Handout.objects.count() == 0


def test_unknown_customer_is_not_found(owner, shop):
    assert owner.get("/customers/999999/hand-out/").status_code == 404
