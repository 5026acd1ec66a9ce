import re

from django.test import Client
from scripts.messages import PACKAGE
from tests.console.shell.conftest import PASSWORD

from wraca.console.accounts.deeds import OBJECTS, SENTENCES, SUBJECTS
from wraca.staff.audit import record_deed
from wraca.staff.models import AuditEntry, SignedLink, User

IGA = {"name": "Iga Nowa", "email": "iga@example.com", "role": "service"}


def link_in(answer) -> str:
    return re.search(r'value="http://testserver(/welcome/[^"]+)"', answer.content.decode())[1]


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_invitation_link_sets_a_password_once(client_as):
    answer = client_as("owner").post("/accounts/invite/", IGA)
    link = link_in(answer)
    person = Client()
    assert person.get(link).status_code == 200
    assert person.post(link, {"password": "czerwony-rower-5"}).headers["Location"] == "/"
    assert person.get("/").status_code == 200
    assert Client().get(link).status_code == 404
    assert deeds()[-4:] == ["account.created", "account.link_made", "account.password_changed", "account.logged_in"]


def test_link_is_kept_as_a_hash_only(client_as):
    link = link_in(client_as("owner").post("/accounts/invite/", IGA))
    assert link.split("/")[2].encode() not in bytes(SignedLink.objects.get().token_hash)


def test_weak_password_is_refused_by_the_link(client_as):
    link = link_in(client_as("owner").post("/accounts/invite/", IGA))
    assert Client().post(link, {"password": "krotkie"}).status_code == 200
    assert not User.objects.get(email="iga@example.com").has_usable_password()


def test_newer_link_ends_the_older(client_as, staff):
    client = client_as("owner")
    links = [link_in(client.post(f"/accounts/{staff['service'].pk}/link/")) for _turn in range(2)]
    assert [Client().get(link).status_code for link in links] == [404, 200]


def test_reset_closes_the_sessions_of_the_old_password(client_as, staff):
    theirs = client_as("service")
    link = link_in(client_as("owner").post(f"/accounts/{staff['service'].pk}/link/"))
    Client().post(link, {"password": "czerwony-rower-5"})
    assert theirs.get("/").status_code == 302


def test_last_owner_stays_an_active_owner(client_as, staff):
    client, olga = client_as("owner"), staff["owner"]
    client.post(f"/accounts/{olga.pk}/role/", {"role": "service"})
    client.post(f"/accounts/{olga.pk}/disable/")
    olga.refresh_from_db()
    assert (olga.role, olga.is_active) == ("owner", True)
    client.post(f"/accounts/{staff['marketer'].pk}/role/", {"role": "owner"})
    client.post(f"/accounts/{olga.pk}/disable/")
    olga.refresh_from_db()
    assert olga.is_active is False
    assert deeds()[-2:] == ["account.role_changed", "account.disabled"]


def test_second_account_with_one_address_is_refused(client_as):
    answer = client_as("owner").post("/accounts/invite/", IGA | {"email": "SERVICE@example.com"})
    assert "already an account" in answer.content.decode()
    assert User.objects.count() == 3


def test_own_password_is_changed_and_the_session_stays(client_as, staff):
    client = client_as("service")
    wrong = client.post("/you/", {"form": "password", "current": "no", "password": "czerwony-rower-5"})
    assert "not your present password" in wrong.content.decode()
    answer = client.post("/you/", {"form": "password", "current": PASSWORD, "password": "czerwony-rower-5"})
    assert answer.status_code == 302
    assert client.get("/you/").status_code == 200
    staff["service"].refresh_from_db()
    assert staff["service"].check_password("czerwony-rower-5")


def test_audit_log_says_who_did_what(client_as, staff):
    client = client_as("owner")
    client.post(f"/accounts/{staff['service'].pk}/role/", {"role": "marketer"})
    page = client.get("/audit-log/?subject=account").content.decode()
    assert "Role changed: Service → Marketer" in page
    assert "Olga Sowa" in page


def test_every_deed_and_its_object_are_told_in_words():
    """Read from the calls themselves, so that a new deed cannot be forgotten."""
    calls = [
        (path.name, text[at : at + 250])
        for path in PACKAGE.rglob("*.py")
        if (text := path.read_text(encoding="utf-8")) and path.name != "audit.py"
        for at in (match.end() for match in re.finditer(r"record_deed\(", text))
    ]
    actions = {code for _name, call in calls for code in re.findall(r'"([a-z_]+\.[a-z_]+)"', call)}
    kinds = {kind for _name, call in calls for kind in re.findall(r'object_kind="([a-z_]+)"', call)}
    assert {"refresh.started", "api_key.made", "account.disabled"} <= actions
    assert actions - set(SENTENCES) == set()
    assert {action.split(".")[0] for action in SENTENCES} - set(SUBJECTS) == set()
    assert kinds - set(OBJECTS) == set()


def test_object_of_a_deed_is_named(client_as):
    client = client_as("owner")
    record_deed(None, "refresh.started", object_kind="job", object_id=7)
    page = client.get("/audit-log/").content.decode()
    assert "Refresh started" in page
    assert "Job 7" in page


def test_choices_are_kept_in_the_account(client_as, staff):
    client = client_as("service")
    client.post("/language/", {"language": "pl"})
    client.post("/theme/", {"theme": "dark"})
    staff["service"].refresh_from_db()
    assert (staff["service"].language, staff["service"].theme) == ("pl", "dark")
    page = client.get("/").content.decode()
    assert '<html lang="pl" data-theme="dark">' in page
    assert "Dziś" in page


def test_choice_that_does_not_exist_is_refused(client, shop):
    assert client.post("/language/", {"language": "de"}).status_code == 400
    assert client.post("/theme/", {"theme": "pink"}).status_code == 400


def test_log_in_page_speaks_the_browsers_language(client, shop):
    assert "Zaloguj się" in client.get("/log-in/", headers={"Accept-Language": "pl-PL,pl"}).content.decode()
    assert "Log in" in client.get("/log-in/", headers={"Accept-Language": "de"}).content.decode()
