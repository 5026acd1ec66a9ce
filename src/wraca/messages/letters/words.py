"""What each service mail says. Pure: values in, a `Letter` in the reader's language out.

`greeting` is `wraca.customers.names.greet(...).text`: a vocative, or the neutral words where the form is not certain.
The Polish of a first sentence begins with a small letter: it follows the greeting's comma.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraca.messages.drafts import one_line

NEUTRAL = {"pl": "Dzień dobry", "en": "Hello"}


@dataclass(frozen=True)
class Letter:
    #: Which one it is, as `Message.kind` says it.
    kind: str
    language: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    #: What the letter is for: a link with its label, or a code to type.
    label: str = ""
    url: str = ""
    code: str = ""
    #: Who wrote, and why: at the end.
    shop: str = ""
    why: str = ""


def log_in_link(*, shop: str, url: str, minutes: int, language: str, greeting: str = "") -> Letter:
    """The one-time link to the customer's own page."""
    with translation.override(language):
        valid = ngettext(
            "It works once, within %(n)s minute. Nobody from the shop will ever ask you for it.",
            "It works once, within %(n)s minutes. Nobody from the shop will ever ask you for it.",
            minutes,
        ) % {"n": minutes}
        return _letter(
            "log_in_link",
            language,
            greeting,
            shop,
            subject=_("Your link to your page at %(shop)s"),
            paragraphs=(_("Here is the link to your own page: what we know of you, and what you want from us."), valid),
            label=_("Open my page"),
            url=url,
            why=_("Somebody asked for this link with your address. If it was not you, do nothing: it opens nothing."),
        )


def log_in_unsure(*, shop: str, language: str) -> Letter:
    """Instead of the link, where several customers gave the address and none is known to read its post."""
    with translation.override(language):
        return _letter(
            "log_in_unsure",
            language,
            "",
            shop,
            subject=_("Your page at %(shop)s"),
            paragraphs=(
                _(
                    "More than one customer has given this address, so we cannot be sure whose page to open. Please "
                    "write to us or call us: we will look into it."
                ),
            ),
            why=_("Somebody asked for a link with your address. If it was not you, you need do nothing."),
        )


def new_address(*, shop: str, url: str, minutes: int, language: str, greeting: str = "") -> Letter:
    """To the address itself, which becomes a customer's when the button on the page is pressed."""
    with translation.override(language):
        valid = ngettext(
            "The link works once, within %(n)s minute.", "The link works once, within %(n)s minutes.", minutes
        ) % {"n": minutes}
        return _letter(
            "new_address",
            language,
            greeting,
            shop,
            subject=_("Confirm your new address at %(shop)s"),
            paragraphs=(
                _("You asked us to write to this address from now on. Please confirm that it is yours."),
                valid,
            ),
            label=_("Confirm my address"),
            url=url,
            why=_("Somebody gave this address on their page. If it was not you, do nothing: it stays as it was."),
        )


def confirm_subscription(*, shop: str, wording: str, url: str, hours: int, language: str, greeting: str = "") -> Letter:
    """Double opt-in. wording: exactly what was agreed to on the form."""
    with translation.override(language):
        valid = ngettext("The link works for %(n)s hour.", "The link works for %(n)s hours.", hours) % {"n": hours}
        return _letter(
            "confirm_subscription",
            language,
            greeting,
            shop,
            subject=_("Please confirm: news from %(shop)s"),
            paragraphs=(
                _("Please confirm that you want to hear from us. On our form this was agreed to:"),
                f"“{one_line(wording)}”" if language != "pl" else f"„{one_line(wording)}”",
                _("You can withdraw it at any moment, as easily as you gave it."),
                valid,
            ),
            label=_("See and confirm"),
            url=url,
            why=_("Somebody left your address on our form. If it was not you, do nothing: you will not hear from us."),
        )


def data_ready(*, shop: str, url: str, days: int, language: str, greeting: str = "") -> Letter:
    """What we hold of the person is ready to be fetched."""
    with translation.override(language):
        valid = ngettext("They can be fetched for %(n)s day.", "They can be fetched for %(n)s days.", days) % {
            "n": days
        }
        return _letter(
            "data_ready",
            language,
            greeting,
            shop,
            subject=_("Your data from %(shop)s are ready"),
            paragraphs=(_("Everything we hold of you is ready, to read and to take elsewhere."), valid),
            label=_("Fetch my data"),
            url=url,
            why=_("You asked us for your data."),
        )


def erasure_done(*, shop: str, language: str, keeps_orders: bool = False) -> Letter:
    """The last mail to a person: without a name, which is forgotten."""
    with translation.override(language):
        paragraphs = [
            _("We have erased what we held of you. This message is the last one."),
            *(
                [_("Tax law makes us keep your orders for five years: what, when and for how much, without your name.")]
                if keeps_orders
                else []
            ),
            _("Of your address we keep a fingerprint that cannot be read, so that we never write to it again."),
        ]
        return _letter(
            "erasure_done",
            language,
            "",
            shop,
            subject=_("Your data at %(shop)s are erased"),
            paragraphs=tuple(paragraphs),
            why=_("Everybody whose data we erase gets this message, once."),
        )


def keep_question(*, shop: str, url: str, days: int, language: str, greeting: str = "") -> Letter:
    """To somebody who never bought and was not heard of for long. No advertisement: nothing but the question."""
    with translation.override(language):
        otherwise = ngettext(
            "If you do not answer within %(n)s day, we erase everything that we hold about you. You need do nothing.",
            "If you do not answer within %(n)s days, we erase everything that we hold about you. You need do nothing.",
            days,
        ) % {"n": days}
        return _letter(
            "keep_question",
            language,
            greeting,
            shop,
            subject=_("Shall %(shop)s keep your data?"),
            paragraphs=(
                _("It is long since we heard of you, and you have not ordered from us. May we keep your data?"),
                otherwise,
            ),
            label=_("Keep my data"),
            url=url,
            why=_("We ask everybody who gave us their data and was not here for long."),
        )


def sender_check(*, shop: str, code: str, hours: int, language: str) -> Letter:
    """To the address itself: whoever reads its post may write in its name."""
    with translation.override(language):
        valid = ngettext("It is valid for %(n)s hour.", "It is valid for %(n)s hours.", hours) % {"n": hours}
        return _letter(
            "sender_check",
            language,
            "",
            shop,
            subject=_("Code for the sender of %(shop)s"),
            paragraphs=(
                _("Type this code in Wraca, in Settings, Senders. From then on mail is sent from this address."),
                valid,
            ),
            code=code,
            why=_("Somebody added this address as a sender. If nobody of yours did, do nothing."),
        )


def trial(*, shop: str, language: str) -> Letter:
    """The test mail of the settings page."""
    with translation.override(language):
        return _letter(
            "trial",
            language,
            "",
            shop,
            subject=_("Test mail from %(shop)s"),
            paragraphs=(
                _("If you can read this, mail leaves the shop."),
                _("Look at where it arrived: if it is among the spam, the records of your domain want mending."),
            ),
            why=_("You asked for a test mail in the settings."),
        )


def _letter(kind: str, language: str, greeting: str, shop: str, *, subject: str, **parts: object) -> Letter:
    shop = one_line(shop)
    words = one_line(greeting) or NEUTRAL[language]
    return Letter(kind, language, subject % {"shop": shop}, f"{words},", shop=shop, **parts)  # type: ignore[arg-type]
