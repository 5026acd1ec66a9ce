"""What only a browser shows: keys, dialogs, remembered colours, the progress that asks again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser.watch import Visit

from wraca.jobs.models import JobRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def visit(browser, served):
    visit = Visit(browser, served, language="en", scheme="light", width=1280)
    visit.log_in()
    yield visit
    assert visit.complaints == []
    visit.context.close()


def test_palette_opens_by_key_finds_a_page_and_goes_there(visit):
    visit.page.keyboard.press("Control+k")
    expect(visit.page.locator("#palette")).to_be_visible()
    visit.page.keyboard.type("audi")
    expect(visit.page.locator("#palette-list [role=option]").first).to_contain_text("Audit log")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/audit-log/")


def test_palette_moves_by_arrows_and_closes_by_escape(visit):
    visit.page.keyboard.press("Control+k")
    options = visit.page.locator("#palette-list [role=option]")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    visit.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#palette")).to_be_hidden()


def test_question_mark_lists_the_keys_and_two_keys_jump(visit):
    visit.page.keyboard.press("?")
    expect(visit.page.locator("#keys")).to_be_visible()
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("g")
    visit.page.keyboard.press("a")
    visit.page.wait_for_url("**/accounts/")


def test_colours_are_chosen_and_remembered(visit):
    visit.page.locator(".user-button").click()
    visit.page.locator(".side-foot button[name=theme][value=dark]").click()
    expect(visit.page.locator("html")).to_have_attribute("data-theme", "dark")
    visit.page.goto(f"{visit.address}/accounts/")
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 19, 17)"


def test_language_is_switched_on_the_page_one_is_on(visit):
    visit.page.goto(f"{visit.address}/accounts/")
    visit.page.locator(".user-button").click()
    visit.page.locator(".side-foot button[name=language][value=pl]").click()
    expect(visit.page).to_have_url(re.compile("/accounts/$"))
    expect(visit.page.locator("h1")).to_have_text("Konta")


def test_progress_asks_again_survives_a_reload_and_ends(visit):
    run = JobRun.objects.create(kind="load_sample", state="running", step="orders", done=10, total=100)
    visit.page.goto(f"{visit.address}/getting-ready/")
    expect(visit.page.locator("progress")).to_have_attribute("value", "10")
    JobRun.objects.filter(pk=run.pk).update(done=60)
    expect(visit.page.locator("progress")).to_have_attribute("value", "60")
    visit.page.reload()
    expect(visit.page.locator("progress")).to_have_attribute("value", "60")
    JobRun.objects.filter(pk=run.pk).update(state="done", done=100)
    JobRun.objects.create(kind="refresh", state="done")
    expect(visit.page.get_by_role("link", name="To the first page")).to_be_visible()


def test_message_rises_with_its_undo_and_can_be_closed(visit):
    visit.page.goto(f"{visit.address}/style/?toast")
    toast = visit.page.locator(".toast")
    expect(toast).to_contain_text("Saved.")
    expect(toast.get_by_role("button", name="Undo")).to_be_visible()
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)


def test_phone_opens_all_pages_from_the_bottom_bar(browser, served):
    visit = Visit(browser, served, language="en", scheme="light", width=390)
    visit.log_in()
    visit.page.get_by_role("button", name="More").click()
    visit.page.locator("#drawer").get_by_role("link", name="Accounts").click()
    visit.page.wait_for_url("**/accounts/")
    visit.context.close()


def test_user_menu_stands_whole_beside_the_side_bar(browser, served):
    visit = Visit(browser, served, language="pl", scheme="light", width=1280)
    visit.log_in()
    visit.page.locator(".user-button").click()
    button = visit.page.locator(".side-foot button[name=theme]").last
    box = button.bounding_box()
    # What is drawn at its right edge is the button itself, not the page beside the bar.
    at = {"x": box["x"] + box["width"] - 4, "y": box["y"] + box["height"] / 2}
    seen = visit.page.evaluate("at => document.elementFromPoint(at.x, at.y).closest('button')?.name", at)
    assert seen == "theme"
    visit.context.close()


def test_filters_and_tabs_stay_within_a_phone(browser, computed):
    visit = Visit(browser, computed, language="pl", scheme="light", width=390)
    visit.log_in()
    for path, things in (("/customers/", ".chips .menu-panel, .toolbar .menu-panel"), ("/lifecycle/", ".tabs > a")):
        visit.page.goto(visit.address + path)
        visit.page.evaluate("for (const menu of document.querySelectorAll('main details.menu')) menu.open = true")
        edges = visit.page.eval_on_selector_all(
            things, "all => all.map(e => e.getBoundingClientRect()).flatMap(r => [r.left, r.right])"
        )
        assert len(edges) > 8
        assert (min(edges) >= 0, max(edges) <= 390) == (True, True)
    visit.context.close()
