"""The lines of the audit log in words. A deed without a sentence shows its code, so nothing is ever hidden."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wraca.console.accounts.forms import ROLE_NAMES

SUBJECTS: dict[str, str | Promise] = {
    "account": pgettext_lazy("subject of deeds", "Accounts"),
    "shop": pgettext_lazy("subject of deeds", "Shop"),
    "customer": pgettext_lazy("subject of deeds", "Customers"),
    "product": pgettext_lazy("subject of deeds", "Products"),
    "job": pgettext_lazy("subject of deeds", "Jobs"),
    "import": pgettext_lazy("subject of deeds", "Imports"),
    "view": pgettext_lazy("subject of deeds", "Saved views"),
    "list": pgettext_lazy("subject of deeds", "Lists"),
    "key": pgettext_lazy("subject of deeds", "API keys"),
    "generation": pgettext_lazy("subject of deeds", "Generations"),
}
SENTENCES: dict[str, str | Promise] = {
    "account.created": _("Account created"),
    "account.link_made": _("Link to set a password made"),
    "account.password_changed": _("Password changed"),
    "account.enabled": _("Account enabled"),
    "account.disabled": _("Account disabled"),
    "account.role_changed": _("Role changed"),
    "account.profile_changed": _("Profile changed"),
    "account.second_factor_on": _("Second factor turned on"),
    "account.second_factor_off": _("Second factor turned off"),
    "account.backup_code_used": _("Backup code used"),
    "account.logged_in": _("Logged in"),
    "shop.opened": _("Shop opened"),
    "shop.changed": _("Settings of the shop changed"),
    "shop.paused": _("Everything paused"),
    "shop.resumed": _("Pause ended"),
    "shop.sample_asked": _("Sample shop asked for"),
    "shop.sample_removed": _("Sample shop removed"),
    "customer.changed": _("Customer changed"),
    "list.exported": _("List exported"),
    "job.started": _("Job started"),
    "view.saved": _("View saved"),
    "view.removed": _("View removed"),
    "generation.rolled_back": _("Rolled back to the previous generation"),
}


def describe(action: str, details: dict) -> str:
    sentence = str(SENTENCES.get(action, action))
    if action == "account.role_changed":
        names = [str(ROLE_NAMES.get(details.get(end, ""), "")) for end in ("from", "to")]
        return f"{sentence}: {names[0]} → {names[1]}"
    if action == "account.created":
        return f"{sentence}: {ROLE_NAMES.get(details.get('role', ''), '')}"
    return sentence
