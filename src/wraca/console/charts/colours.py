"""The colours of charts by name; the stylesheet is where they are defined, here they are only read."""

from __future__ import annotations

import functools
import re
from pathlib import Path

STYLESHEET = Path(__file__).parent.parent / "static" / "wraca" / "wraca.css"
_PAIR = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
_USE = re.compile(r"var\(--([a-z0-9-]+)\)")

STAGE_COLOURS = {
    "potential": "var(--stage-potential)",
    "first_purchase": "var(--stage-first)",
    "repeat": "var(--stage-repeat)",
    "core": "var(--stage-core)",
    "leaving": "var(--stage-leaving)",
}
SERIES_COLOURS = tuple(f"var(--chart-{number})" for number in range(1, 6))


@functools.cache
def light_colours() -> dict[str, str]:
    """Token -> its colour by day."""
    return {name: light for name, light, _dark in _PAIR.findall(STYLESHEET.read_text(encoding="utf-8"))}


def to_literal(spec: str) -> str:
    """Every `var(--token)` replaced by its colour. An unknown token raises KeyError."""
    return _USE.sub(lambda use: light_colours()[use[1]], spec)
