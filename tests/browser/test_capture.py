"""Staff correct a field, write down a preference and tag a list, in a browser, on a phone, without a reload."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests import cast
from tests.browser.conftest import ARTEFACTS
from tests.browser.watch import Visit

from wraca.customers.models import Customer, FieldWord, Note, Tagging

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("language", "scheme", "width"), [("pl", "dark", 390), ("en", "light", 1280)])
def test_field_note_and_tags_are_kept_in_place(browser, computed, language, scheme, width):
    bruno = Customer.objects.get(outside_id="bruno")
    FieldWord.objects.filter(customer=bruno).update(said_at=cast.NOW - timedelta(days=3000))
    visit = Visit(browser, computed, language=language, scheme=scheme, width=width)
    visit.log_in()
    page = visit.page
    page.goto(f"{computed}/customers/{bruno.pk}/")
    page.click("#field-email [name=confirm]")
    page.wait_for_selector("#field-email .badge-good")
    page.click("#field-phone summary")
    page.fill("#held-phone", "601 200 300")
    page.click("#field-phone .button-main")
    page.wait_for_selector("#field-phone .held-value:has-text('+48601200300')")
    page.click("#told > details:has(#note-text) > summary")
    page.check("#told [value=preference]")
    page.fill("#note-subject", "dostawa")
    page.fill("#note-text", "paczkomat przy pracy")
    page.click("#told > details:has(#note-text) .button-main")
    page.wait_for_selector("#told .held-value:has-text('paczkomat')")
    page.locator("#held-title").scroll_into_view_if_needed()
    page.screenshot(path=ARTEFACTS / f"capture-{visit.name}.png", full_page=True)
    page.goto(f"{computed}/customers/")
    page.check("[name=chosen] >> nth=0")
    page.click("details:has(#tagging) > summary")
    page.screenshot(path=ARTEFACTS / f"tagging-{visit.name}.png")
    page.fill("#tag-name", "VIP")
    page.click("#tagging .button-main")
    page.wait_for_selector(".toast:has-text('VIP')")
    page.goto(f"{computed}/quality/")
    page.screenshot(path=ARTEFACTS / f"quality-{visit.name}.png", full_page=True)
    assert visit.complaints == []
    visit.context.close()
    assert (Note.objects.count(), Tagging.objects.count()) == (1, 1)
    bruno.refresh_from_db()
    assert bruno.phone == "+48601200300"
