"""Every page in a real browser: both languages, both colour schemes, desk and phone; no complaint of any kind."""

from __future__ import annotations

import pytest
from tests.browser.conftest import ARTEFACTS
from tests.browser.pages import list_addresses
from tests.browser.watch import Visit

from wraca.console import security

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_page_is_without_fault(browser, computed, language, scheme):
    security.violations.clear()
    wrong = []
    for width in (1280, 390):
        visit = Visit(browser, computed, language=language, scheme=scheme, width=width)
        wrong += visit.look_at("log-in", "/log-in/", ARTEFACTS)
        visit.log_in()
        for name, path in list_addresses():
            wrong += visit.look_at(name, path, ARTEFACTS)
        visit.context.close()
    (ARTEFACTS / f"complaints-{language}-{scheme}.txt").write_text("\n".join(wrong), encoding="utf-8")
    assert wrong == []
    assert dict(security.violations) == {}
