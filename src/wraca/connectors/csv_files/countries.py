"""Names of countries as exports write them, to ISO 3166 alpha-2."""

from __future__ import annotations

from wraca.kit.text import fold

_NAMES = {
    "AT": "austria", "BE": "belgium|belgia", "BG": "bulgaria", "BY": "belarus|bialorus", "CH": "switzerland|szwajcaria",
    "CZ": "czech republic|czechia|czechy", "DE": "germany|niemcy|deutschland", "DK": "denmark|dania", "EE": "estonia",
    "ES": "spain|hiszpania", "FI": "finland|finlandia", "FR": "france|francja",
    "GB": "united kingdom|great britain|uk|wielka brytania", "GR": "greece|grecja", "HR": "croatia|chorwacja",
    "HU": "hungary|wegry", "IE": "ireland|irlandia", "IT": "italy|wlochy", "LT": "lithuania|litwa",
    "LU": "luxembourg|luksemburg", "LV": "latvia|lotwa", "NL": "netherlands|holandia|niderlandy|the netherlands",
    "NO": "norway|norwegia", "PL": "poland|polska", "PT": "portugal|portugalia", "RO": "romania|rumunia",
    "SE": "sweden|szwecja", "SI": "slovenia|slowenia", "SK": "slovakia|slowacja", "UA": "ukraine|ukraina",
    "US": "united states|usa|united states of america|stany zjednoczone",
}  # fmt: skip
_CODES = {name: code for code, names in _NAMES.items() for name in names.split("|")}


def country_code(told: str) -> str | None:
    """None: not known; nothing is written down then."""
    shown = told.strip()
    if len(shown) == 2 and shown.isascii() and shown.isalpha():
        return {"UK": "GB"}.get(shown.upper(), shown.upper())
    # WooCommerce writes `PL:MZ`.
    if len(shown) > 3 and shown[2] == ":":
        return country_code(shown[:2])
    return _CODES.get(fold(shown).lower().strip())
