"""Our own words for a consent, until the owner writes others: what for, by which channel, from whom, and that it is
voluntary and can be taken back. Both languages are here side by side, because they must say the same."""

from __future__ import annotations

from collections.abc import Mapping

MARKETING, OPINIONS = "marketing", "opinions"
#: Purpose -> channels one may agree to for it.
PLACES: Mapping[str, tuple[str, ...]] = {
    MARKETING: ("email", "sms", "phone", "push", "messenger", "post"),
    OPINIONS: ("email", "sms"),
}
_BY_PL = {
    "email": "wiadomości e-mail wysyłanych na podany przeze mnie adres",
    "sms": "wiadomości SMS wysyłanych na podany przeze mnie numer telefonu",
    "phone": "rozmowy telefonicznej pod podanym przeze mnie numerem",
    "push": "powiadomień na tym urządzeniu",
    "messenger": "wiadomości w komunikatorze, w którym piszę do sklepu",
    "post": "listów wysyłanych na podany przeze mnie adres",
}
_BY_EN = {
    "email": "by e-mail to the address I gave",
    "sms": "by text message to the number I gave",
    "phone": "by phone on the number I gave",
    "push": "by notifications on this device",
    "messenger": "in the messenger in which I write to the shop",
    "post": "by letter to the address I gave",
}
_WHAT_PL = {
    MARKETING: "przekazywał mi informacje o nowościach, ofertach i rabatach",
    OPINIONS: "pytał mnie o opinię o zakupach i produktach",
}
_WHAT_EN = {
    MARKETING: "may send me news, offers and discounts",
    OPINIONS: "may ask me for my opinion of purchases and products",
}
_FREE_PL = "Zgoda jest dobrowolna. Mogę ją wycofać w każdej chwili, równie łatwo, jak jej udzielam."
_FREE_EN = "Agreeing is voluntary. I can take it back at any time, as easily as I give it."


def write_wording(purpose: str, channel: str, language: str, shop_name: str) -> str:
    """Raises KeyError for what PLACES does not list."""
    if language == "pl":
        way = f"za pomocą {_BY_PL[channel]}"
        return f"Zgadzam się, aby sklep {shop_name} {_WHAT_PL[purpose]} {way}. {_FREE_PL}"
    return f"I agree that the shop {shop_name} {_WHAT_EN[purpose]} {_BY_EN[channel]}. {_FREE_EN}"
