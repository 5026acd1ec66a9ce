"""What consents are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PURPOSES: Mapping[str, str | Promise] = {
    "marketing": pgettext_lazy("purpose of a consent", "News and offers"),
    "opinions": pgettext_lazy("purpose of a consent", "Asking for opinions"),
}
ACTIONS: Mapping[str, str | Promise] = {
    "given": pgettext_lazy("consent", "Agreed"),
    "confirmed": pgettext_lazy("consent", "Confirmed"),
    "withdrawn": pgettext_lazy("consent", "Withdrew"),
}
REQUESTED = pgettext_lazy("consent", "Asked to confirm")
SOURCES: Mapping[str, str | Promise] = {
    "form": _("by a form"),
    "portal": _("on their own page"),
    "link": _("by the link in a message"),
    "staff": _("told to staff"),
    "api": _("by the API"),
}
LANGUAGES: Mapping[str, str] = {"pl": "Polski", "en": "English"}
