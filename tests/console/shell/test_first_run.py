import pytest
from django.test import Client

from wraca.jobs.models import JobRun
from wraca.shop.models import Shop
from wraca.shop.queries import find_shop
from wraca.staff.models import AuditEntry, User

FORM = {
    "name": "Kawa i Herbata",
    "language": "pl",
    "currency": "PLN",
    "zone": "Europe/Warsaw",
    "owner_name": "Olga Sowa",
    "email": "olga@example.com",
    "password": "zielona-herbata-7",
}
pytestmark = pytest.mark.django_db


def test_empty_folder_opens_the_first_run_from_anywhere(client):
    for path in ("/", "/accounts/", "/log-in/"):
        assert client.get(path).headers["Location"] == "/first-run/"
    assert client.get("/first-run/").status_code == 200


def test_shop_and_owner_are_made_and_logged_in(client):
    answer = client.post("/first-run/", {**FORM, "start": "own"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    shop = find_shop()
    assert (shop.name, shop.currency, shop.zone, shop.language, shop.sample) == (
        "Kawa i Herbata", "PLN", "Europe/Warsaw", "pl", False,
    )  # fmt: skip
    assert User.objects.get().role == "owner"
    assert client.get("/").status_code == 200
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "account.created",
        "shop.opened",
        "account.logged_in",
    ]


def test_sample_is_put_in_the_queue_and_its_progress_shown(client):
    answer = client.post("/first-run/", {**FORM, "start": "sample"})
    assert answer.headers["Location"] == "/getting-ready/"
    assert (find_shop().currency, find_shop().sample) == ("USD", True)
    run = JobRun.objects.get()
    assert (run.kind, run.state) == ("load_sample", "waiting")
    assert "Loading the sample shop" in client.get("/getting-ready/").content.decode()


def test_second_submission_changes_nothing(client):
    client.post("/first-run/", {**FORM, "start": "own"})
    late = Client().post("/first-run/", {**FORM, "name": "Inny", "email": "inny@example.com", "start": "own"})
    assert late.headers["Location"] == "/"
    assert (Shop.objects.get().name, User.objects.count()) == ("Kawa i Herbata", 1)


def test_submission_at_the_same_moment_loses_whole(client, monkeypatch):
    """The other one commits between our look and our write."""
    from wraca.console.accounts import first_run

    def rival(**_values):
        Shop.objects.create(name="Pierwszy", currency="EUR", zone="Europe/Warsaw")
        raise first_run.Conflict("taken")

    monkeypatch.setattr(first_run, "open_shop", rival)
    assert client.post("/first-run/", {**FORM, "start": "own"}).headers["Location"] == "/log-in/"
    assert User.objects.count() == 0


def test_weak_password_opens_nothing(client):
    for password in ("krotkie", "password123", "olga@example.com"):
        answer = client.post("/first-run/", {**FORM, "password": password, "start": "own"})
        assert answer.status_code == 200
    assert (Shop.objects.count(), User.objects.count()) == (0, 0)


def test_with_accounts_but_no_shop_only_an_owner_may_open_one(client):
    User.objects.create_user("olga@example.com", FORM["password"], name="Olga Sowa", role="owner")
    assert client.get("/first-run/").headers["Location"] == "/log-in/"
    assert client.get("/log-in/").status_code == 200
    client.post("/log-in/", {"email": "olga@example.com", "password": FORM["password"]})
    assert client.get("/").headers["Location"] == "/first-run/"
    assert client.post("/first-run/", {**FORM, "start": "own"}).headers["Location"] == "/"
    assert User.objects.count() == 1
