"""A visit to the console that remembers everything a browser complained about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import PASSWORD

HEIGHT = 900
AXE_SCRIPT = Axe().axe_script
#: The rules of WCAG 2.2 AA and axe's own best practices.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visit:
    """One browser context: a language, a colour scheme, a width."""

    def __init__(self, browser: Any, address: str, *, language: str, scheme: str, width: int) -> None:
        self.address, self.language, self.scheme, self.width = address, language, scheme, width
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
            locale="pl-PL" if language == "pl" else "en-GB",
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    @property
    def name(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def log_in(self) -> None:
        self.page.goto(f"{self.address}/log-in/")
        self.page.fill("[name=email]", "olga@example.com")
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(f"{self.address}/")

    def look_at(self, name: str, path: str, folder: Path) -> list[str]:
        """Opens the page, keeps a picture of it; what is wrong with it, in sentences."""
        return self.look_around(name, path, folder, [(self.scheme, self.width)])

    def look_around(self, name: str, path: str, folder: Path, looks: Sequence[tuple[str, int]]) -> list[str]:
        """Opens the page once, as the visit began, and looks at it in every colour scheme and width of `looks`."""
        began = (self.scheme, self.width)
        self.complaints.clear()
        answer = self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        folder.mkdir(parents=True, exist_ok=True)
        wrong = [] if answer.status == 200 else [f"{name} {self.name}: status {answer.status}"]
        for look in [began, *sorted(set(looks) - {began})]:
            self.turn(*look)
            wrong += [f"{name} {self.name}: {sentence}" for sentence in self._look(folder / f"{name}-{self.name}.png")]
        self.turn(*began)
        return wrong

    def turn(self, scheme: str, width: int) -> None:
        """The reader switches to another colour scheme, or turns to another width."""
        if scheme != self.scheme:
            self.page.emulate_media(color_scheme=scheme)
        if width != self.width:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.scheme, self.width = scheme, width

    def _look(self, picture: Path) -> list[str]:
        self.page.screenshot(path=picture, full_page=True)
        beyond = self.page.evaluate(OVERFLOW)
        found = self._axe()
        wrong = [*self.complaints, *([f"{beyond} px wider than the window"] if beyond > 0 else []), *found]
        self.complaints.clear()
        return wrong

    def _axe(self) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate("options => axe.run(options).then(result => result.violations)", AXE)
        return [
            f"axe {violation['id']}: {' | '.join(node['html'][:160] for node in violation['nodes'][:3])}"
            for violation in found
        ]
