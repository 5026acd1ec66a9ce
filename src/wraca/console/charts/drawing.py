"""From a Vega-Lite specification to an SVG that a strict policy and a screen reader accept.

vl-convert holds the interpreter lock while it draws and hangs in a process forked after its first use, so it is
imported late and its drawings are kept by content. Nothing is fetched: a specification carries its data.
"""

from __future__ import annotations

import functools
import json
import re
from hashlib import sha256
from xml.etree import ElementTree

from babel.core import Locale
from django.utils.safestring import SafeString, mark_safe

from wraca import __version__
from wraca.console.charts import kept
from wraca.console.charts.colours import to_literal

_SVG = "http://www.w3.org/2000/svg"
_NUMBERS = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
    "pl": {
        "decimal": ",",
        "thousands": "\u00a0",
        "grouping": [3],
        "currency": ["", "\u00a0zł"],
        "percent": "\u00a0%",
        "minus": "−",
    },
}
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

CONFIG = {
    "background": None,
    "padding": {"left": 2, "right": 6, "top": 6, "bottom": 2},
    "font": "Figtree, sans-serif",
    "autosize": {"type": "fit", "contains": "padding"},
    "config": {
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "gridColor": "var(--chart-grid)",
            "labelColor": "var(--chart-axis)",
            "titleColor": "var(--chart-axis)",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelPadding": 8,
            "titlePadding": 10,
            "labelOverlap": "greedy",
        },
        "axisX": {"grid": False},
        "text": {"color": "var(--chart-ink)", "fontSize": 12},
    },
}


def framed(body: dict, width: int, height: int) -> dict:
    """The body with the frame, fonts and colours that all charts share."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        **CONFIG,
        "width": width,
        "height": height,
    } | body


def draw(spec: dict, title: str, language: str) -> SafeString:
    """The SVG for a page; colours are the page's own variables, so it follows light and dark."""
    return mark_safe(_draw(json.dumps(spec, sort_keys=True), title, language))


def draw_literal(spec: dict, title: str, language: str) -> str:
    """The same with literal colours, for paper and mail, where variables mean nothing."""
    return _draw(to_literal(json.dumps(spec, sort_keys=True)), title, language)


def draw_png(spec: dict, language: str, *, scale: float = 2) -> bytes:
    """For mail: programs that read it draw no SVG."""
    import vl_convert

    return vl_convert.vegalite_to_png(
        to_literal(json.dumps(spec, sort_keys=True)),
        scale=scale,
        allowed_base_urls=[],
        format_locale=_NUMBERS[language],
        time_format_locale=time_locale(language),
    )


@functools.lru_cache(maxsize=256)
def _draw(spec: str, title: str, language: str) -> str:
    """Kept by content beside the generations too: what the worker drew after a refresh, no page has to wait for."""
    name = sha256("\0".join((__version__, spec, title, language)).encode()).hexdigest()
    return kept.keep(name, lambda: _drawn(spec, title, language))


def _drawn(spec: str, title: str, language: str) -> str:
    import vl_convert

    svg = vl_convert.vegalite_to_svg(
        spec, allowed_base_urls=[], format_locale=_NUMBERS[language], time_format_locale=time_locale(language)
    )
    return name_parts(svg, title)


@functools.cache
def time_locale(language: str) -> dict:
    """Names of days and months as the rest of the page writes them (d3's own Polish puts capitals on months)."""
    calendar = Locale.parse(language)
    weekdays = [6, 0, 1, 2, 3, 4, 5]
    return {
        "dateTime": "%x, %X",
        "date": "%d.%m.%Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": [calendar.days["stand-alone"]["wide"][day] for day in weekdays],
        "shortDays": [calendar.days["stand-alone"]["abbreviated"][day] for day in weekdays],
        "months": [calendar.months["stand-alone"]["wide"][month] for month in range(1, 13)],
        "shortMonths": [calendar.months["stand-alone"]["abbreviated"][month] for month in range(1, 13)],
    }


def name_parts(svg: str, title: str) -> str:
    """Names the picture, and gives every labelled mark a <title>: the tooltip that needs no script."""
    root = ElementTree.fromstring(svg)
    root.set("role", "img")
    root.set("aria-label", title)
    for unwanted in ("width", "height"):
        root.attrib.pop(unwanted, None)
    for mark in root.iter():
        label = mark.get("aria-label")
        if label and mark is not root and mark.get("role") == "graphics-symbol":
            ElementTree.SubElement(mark, f"{{{_SVG}}}title").text = label
            # Inside a picture with a name its parts are silent; the table beside it speaks.
            for attribute in ("aria-label", "role", "aria-roledescription"):
                mark.attrib.pop(attribute, None)
        elif mark is not root:
            for attribute in [name for name in mark.attrib if name.startswith("aria-") or name == "role"]:
                mark.attrib.pop(attribute)
    return re.sub(r"\s*\n\s*", "", ElementTree.tostring(root, encoding="unicode"))
