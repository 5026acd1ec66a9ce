"""The customer's own page in a browser: every view, Polish and English, desktop and telephone, and a visit in full."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import ARTEFACTS
from tests.browser.watch import Visit
from tests.portal.conftest import answer_all, find, link_in_letter

from wraca.customers.preferences.queries import find_preferences
from wraca.kit.clock import now
from wraca.messages.actions import queue_message
from wraca.messages.drafts import Draft
from wraca.messages.unsubscribing import unsubscribe_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
VISITS = [("pl", "light", 390), ("pl", "dark", 390), ("en", "light", 1280), ("en", "dark", 1280)]


def get_in(visit: Visit) -> None:
    """As a person does: types the address, opens the letter, presses the button."""
    page = visit.page
    page.goto(f"{visit.address}/portal/log-in/")
    page.fill("[name=email]", "celina@example.com")
    page.click("main button")
    page.wait_for_load_state("networkidle")
    answer_all()
    page.goto(visit.address + link_in_letter())
    page.click("main button")
    page.wait_for_url(f"{visit.address}/portal/")


@pytest.mark.parametrize(("language", "scheme", "width"), VISITS)
def test_pages_are_sound(browser, computed, language, scheme, width):
    visit = Visit(browser, computed, language=language, scheme=scheme, width=width)
    folder, wrong = ARTEFACTS / "portal", []
    draft = Draft("marketing", "news", "celina@example.com", "pl", "News", "News!", customer_id=find("celina").pk)
    token = unsubscribe_token(queue_message(draft, key="news", now=now()))
    public = {"log-in": "/portal/log-in/", "unsubscribe": f"/u/{token}"}
    for name, path in public.items():
        wrong += visit.look_at(name, path, folder)
    get_in(visit)
    for name, path in {"home": "/portal/", "erase": "/portal/erase/", "read": "/portal/data/"}.items():
        wrong += visit.look_at(name, path, folder)
    visit.page.goto(f"{computed}/portal/")
    for summary in visit.page.locator("summary").all():
        summary.click()
    visit.page.screenshot(path=folder / f"home-open-{visit.name}.png", full_page=True)
    visit.context.close()
    assert wrong == []


def test_visit_changes_what_is_held(browser, served):
    visit = Visit(browser, served, language="pl", scheme="light", width=390)
    get_in(visit)
    page, celina = visit.page, find("celina")
    page.locator("#address summary").click()
    page.get_by_label("Miejscowość").fill("Kraków")
    page.locator("#address .main").click()
    expect(page.locator("#address .value")).to_contain_text("Kraków")
    expect(page.locator("#address .from")).to_contain_text("od Ciebie")
    page.get_by_label("Raz w miesiącu, wszystko w jednym").check()
    page.locator("#letters .main").click()
    expect(page.get_by_role("status")).to_contain_text("Zapisano")
    assert find_preferences(celina.pk).how_often == "monthly"
    page.get_by_role("button", name="English").click()
    expect(page.locator("#details h2")).to_have_text("Your details")
    with page.expect_navigation():
        page.get_by_role("button", name="Log out").click()
    page.goto(f"{served}/portal/")
    expect(page).to_have_url(f"{served}/portal/log-in/")
    assert visit.complaints == []
    visit.context.close()
