"""Every page in a real browser: both languages, both colour schemes, desk and phone; no complaint of any kind."""

from __future__ import annotations

import pytest
from scripts.build_hook import compile_catalogues
from scripts.messages import PACKAGE
from tests import cast
from tests.browser.conftest import ARTEFACTS, PASSWORD
from tests.browser.pages import list_addresses
from tests.browser.watch import Visit

from wraca.console import security
from wraca.kit import clock
from wraca.staff.actions import invite_user, record_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


@pytest.mark.parametrize(("language", "scheme"), [("pl", "dark"), ("en", "light")])
def test_pages_before_a_log_in_are_without_fault(browser, live_server, settings, tmp_path, language, scheme):
    """The first run, an empty shop's first page and an invitation: what a newcomer sees first."""
    settings.GENERATIONS_FOLDER, settings.LAKE_FOLDER = tmp_path / "generations", tmp_path / "lake"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    compile_catalogues(PACKAGE)
    security.violations.clear()
    visits = [Visit(browser, live_server.url, language=language, scheme=scheme, width=width) for width in (1280, 390)]
    wrong = [fault for visit in visits for fault in visit.look_at("first-run", "/first-run/", ARTEFACTS)]
    cast.open_cast_shop()
    owner = record_user(email="olga@example.com", name="Olga Sowa", role="owner", password=PASSWORD, by=None)
    _guest, token = invite_user(email="iga@example.com", name="Iga Nowa", role="service", by=owner.pk, now=clock.now())
    for visit in visits:
        wrong += visit.look_at("invitation", f"/welcome/{token}/", ARTEFACTS)
        visit.log_in()
        wrong += visit.look_at("today-empty", "/", ARTEFACTS)
        visit.context.close()
    assert wrong == []
    assert dict(security.violations) == {}


#: Each page is opened in one of them and then turned: what depends on either is style alone, which needs no new page.
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 390)]


@pytest.mark.parametrize(("language", "scheme", "width"), [("pl", "dark", 390), ("en", "light", 1280)])
def test_every_page_is_without_fault(browser, computed, language, scheme, width):
    security.violations.clear()
    visit = Visit(browser, computed, language=language, scheme=scheme, width=width)
    wrong = visit.look_around("log-in", "/log-in/", ARTEFACTS, LOOKS)
    visit.log_in()
    for name, path in list_addresses():
        wrong += visit.look_around(name, path, ARTEFACTS, LOOKS)
    visit.context.close()
    (ARTEFACTS / f"complaints-{language}.txt").write_text("\n".join(wrong), encoding="utf-8")
    assert wrong == []
    assert dict(security.violations) == {}
