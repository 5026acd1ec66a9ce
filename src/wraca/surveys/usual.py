"""The questions that a shop begins with. Texts of rows, so not in the catalogues: an owner may put them otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

USUAL: tuple[Mapping[str, Any], ...] = (
    {
        "code": "for_whom",
        "kind": "choice",
        "place": 10,
        "again_days": 730,
        "text": {"en": "For whom do you mostly shop with us?", "pl": "Dla kogo najczęściej u nas kupujesz?"},
        "purpose": {
            "en": "So that what we show you fits.",
            "pl": "Żeby to, co pokazujemy, pasowało.",
        },
        "choices": [
            {"code": "myself", "en": "For myself", "pl": "Dla siebie"},
            {"code": "household", "en": "For my household", "pl": "Dla domowników"},
            {"code": "presents", "en": "For presents", "pl": "Na prezenty"},
            {"code": "business", "en": "For my business", "pl": "Dla firmy"},
        ],
    },
    {
        "code": "what_matters",
        "kind": "many",
        "place": 20,
        "again_days": 730,
        "text": {
            "en": "What matters most to you when you choose?",
            "pl": "Co jest dla Ciebie najważniejsze przy wyborze?",
        },
        "purpose": {
            "en": "So that we tell you what you want to know first.",
            "pl": "Żeby najpierw mówić o tym, co Cię interesuje.",
        },
        "choices": [
            {"code": "price", "en": "Price", "pl": "Cena"},
            {"code": "quality", "en": "Quality", "pl": "Jakość"},
            {"code": "delivery", "en": "Quick delivery", "pl": "Szybka dostawa"},
            {"code": "advice", "en": "Good advice", "pl": "Dobra rada"},
            {"code": "origin", "en": "Where it comes from", "pl": "Pochodzenie"},
        ],
    },
    {
        "code": "birth_date",
        "kind": "day",
        "place": 30,
        "field": "birth_date",
        "text": {"en": "When were you born?", "pl": "Kiedy masz urodziny? Podaj pełną datę."},
        "purpose": {
            "en": "For wishes on the day, and only if you allow them in your preferences.",
            "pl": "Na życzenia w dniu urodzin, i to tylko za Twoją zgodą w ustawieniach.",
        },
    },
)
