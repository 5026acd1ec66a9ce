"""A visit to the console that remembers everything a browser complained about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import PASSWORD

#: The rules of WCAG 2.2 AA and axe's own best practices.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Visit:
    """One browser context: a language, a colour scheme, a width."""

    def __init__(self, browser: Any, address: str, *, language: str, scheme: str, width: int) -> None:
        self.address = address
        self.name = f"{language}-{scheme}-{width}"
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="pl-PL" if language == "pl" else "en-GB",
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

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
        self.complaints.clear()
        answer = self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}-{self.name}.png", full_page=True)
        wrong = list(self.complaints)
        if answer.status != 200:
            wrong.append(f"status {answer.status}")
        if (beyond := self.page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{beyond} px wider than the window")
        return [f"{name} {self.name}: {sentence}" for sentence in [*wrong, *self._axe()]]

    def _axe(self) -> list[str]:
        found = Axe().run(self.page, options=AXE).response["violations"]
        return [
            f"axe {violation['id']}: {' | '.join(node['html'][:160] for node in violation['nodes'][:3])}"
            for violation in found
        ]
