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
    "customers": pgettext_lazy("subject of deeds", "Lists of customers"),
    "consent": pgettext_lazy("subject of deeds", "Consents"),
    "wording": pgettext_lazy("subject of deeds", "Words of consents"),
    "duplicate": pgettext_lazy("subject of deeds", "Customers known twice"),
    "product": pgettext_lazy("subject of deeds", "Products"),
    "job": pgettext_lazy("subject of deeds", "Jobs"),
    "import": pgettext_lazy("subject of deeds", "Imports"),
    "file": pgettext_lazy("subject of deeds", "Files"),
    "view": pgettext_lazy("subject of deeds", "Saved views"),
    "list": pgettext_lazy("subject of deeds", "Lists"),
    "api_key": pgettext_lazy("subject of deeds", "API keys"),
    "alert": pgettext_lazy("subject of deeds", "Alerts"),
    "refresh": pgettext_lazy("subject of deeds", "Refreshes"),
    "rejects": pgettext_lazy("subject of deeds", "Rejected rows"),
    "sample": pgettext_lazy("subject of deeds", "Sample shop"),
    "generation": pgettext_lazy("subject of deeds", "Generations"),
    "sender": pgettext_lazy("subject of deeds", "Senders"),
    "question": pgettext_lazy("subject of deeds", "Questions"),
    "retention": pgettext_lazy("subject of deeds", "Retention"),
    "segment": pgettext_lazy("subject of deeds", "Segments"),
    "sign_up_form": pgettext_lazy("subject of deeds", "Sign-up forms"),
    "portal_secret": pgettext_lazy("subject of deeds", "Customer's page"),
    "message": pgettext_lazy("subject of deeds", "Messages"),
}
SENTENCES: dict[str, str | Promise] = {
    "sender.added": _("Sender added"),
    "sender.code_sent": _("Code sent to a sender"),
    "sender.verified": _("Sender verified"),
    "sender.chosen": _("Sender chosen"),
    "sender.removed": _("Sender removed"),
    "message.trial_queued": _("Test mail sent"),
    "message.noted": _("Message that may have left noted"),
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
    "customer.merged": _("Customer merged into another"),
    "customer.unmerged": _("Customer parted from another again"),
    "customer.created": _("Customer written in by hand"),
    "customer.corrected": _("Field of a customer corrected"),
    "customer.confirmed": _("Field of a customer confirmed"),
    "shop.retention_changed": _("How long things are kept changed"),
    "retention.started": _("Forgetting what is old started"),
    "retention.kept": _("Somebody kept who was not heard of for long"),
    "customer.erased": _("Customer erased"),
    "customer.handed_out": _("Everything held of a customer handed out"),
    "customer.noted": _("Note of a customer written"),
    "customer.answer_told": _("Answer of a customer told to staff"),
    "customer.tagged": _("Tag put on a customer"),
    "customer.untagged": _("Tag taken off a customer"),
    "customers.tagged": _("Tag put on a list of customers"),
    "customers.untagged": _("Tag taken off a list of customers"),
    "customers.tagging_undone": _("Tagging of a list undone"),
    "customer.wishes_told": _("How a customer wants to be written to, told to staff"),
    "customer.greeting_set": _("How to address a customer set"),
    "consent.recorded": _("Consent told to staff recorded"),
    "consent.withdrawn": _("Consent withdrawn"),
    "consent.flag_rule_chosen": _("Rule of imported consents chosen"),
    "wording.written": _("New words of a consent written"),
    "duplicate.decided": _("Pair of customers decided"),
    "duplicate.reopened": _("Decision on a pair of customers taken back"),
    "duplicate.search_started": _("Search for customers known twice started"),
    "list.exported": _("List exported"),
    "rejects.exported": _("Rejected rows exported"),
    "refresh.started": _("Refresh started"),
    "file.uploaded": _("File uploaded"),
    "import.started": _("Import started"),
    "import.undone": _("Import undone"),
    "sample.removal_started": _("Removal of the sample shop started"),
    "alert.resolved": _("Alert marked as mended"),
    "api_key.made": _("API key made"),
    "segment.made": _("Segment made"),
    "segment.changed": _("Segment changed"),
    "segment.archived": _("Segment put away"),
    "segment.restored": _("Segment taken out again"),
    "sign_up_form.made": _("Sign-up form made"),
    "sign_up_form.changed": _("Sign-up form changed"),
    "question.written": _("Question to customers written"),
    "question.changed": _("Question to customers changed"),
    "portal_secret.made": _("Secret of the customer's page made"),
    "portal_secret.removed": _("Secret of the customer's page revoked"),
    "api_key.revoked": _("API key revoked"),
    "generation.rolled_back": _("Rolled back to the previous generation"),
}


#: Kinds of objects; a list has no number.
OBJECTS: dict[str, str | Promise] = {
    "account": pgettext_lazy("object of a deed", "Account"),
    "alert": pgettext_lazy("object of a deed", "Alert"),
    "api_key": pgettext_lazy("object of a deed", "API key"),
    "customer": pgettext_lazy("object of a deed", "Customer"),
    "customers": pgettext_lazy("object of a deed", "Customers"),
    "duplicate": pgettext_lazy("object of a deed", "Pair of customers"),
    "generation": pgettext_lazy("object of a deed", "Generation"),
    "import": pgettext_lazy("object of a deed", "Import"),
    "job": pgettext_lazy("object of a deed", "Job"),
    "orders": pgettext_lazy("object of a deed", "Orders"),
    "products": pgettext_lazy("object of a deed", "Products"),
    "message": pgettext_lazy("object of a deed", "Message"),
    "sender": pgettext_lazy("object of a deed", "Sender"),
    "shop": pgettext_lazy("object of a deed", "Shop"),
    "question": pgettext_lazy("object of a deed", "Question"),
    "segment": pgettext_lazy("object of a deed", "Segment"),
    "sign_up_form": pgettext_lazy("object of a deed", "Sign-up form"),
    "source": pgettext_lazy("object of a deed", "Source"),
    "upload": pgettext_lazy("object of a deed", "File"),
    "wording": pgettext_lazy("object of a deed", "Words of a consent"),
}


def describe_object(kind: str, object_id: str) -> str:
    return " ".join(filter(None, (str(OBJECTS.get(kind, kind)), object_id)))


def describe(action: str, details: dict) -> str:
    sentence = str(SENTENCES.get(action, action))
    if action == "account.role_changed":
        names = [str(ROLE_NAMES.get(details.get(end, ""), "")) for end in ("from", "to")]
        return f"{sentence}: {names[0]} → {names[1]}"
    if action in ("customer.merged", "customer.unmerged") and details.get("into"):
        return f"{sentence}: {details['into']}"
    if action == "account.created":
        return f"{sentence}: {ROLE_NAMES.get(details.get('role', ''), '')}"
    return sentence
