"""What each rule of retention is called, what goes by it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wraca.shop import retention


@dataclass(frozen=True)
class RuleWords:
    title: str | Promise
    #: What goes and what stays.
    what: str | Promise
    why: str | Promise


RULES: Mapping[str, RuleWords] = {
    retention.EVENTS: RuleWords(
        _("What customers were seen doing"),
        _("Views, searches, carts, visits and other events from outside go. Orders, consents and stages stay."),
        _("Old behaviour says little, and is most of what a stranger could learn. No figure is computed from it."),
    ),
    retention.BODIES: RuleWords(
        _("What letters said"),
        _("Texts go; that a letter was sent, when and to whom, stays."),
        _("Enough for questions about a letter, and for the law's time for complaints."),
    ),
    retention.ADDRESSES: RuleWords(
        _("Where letters went"),
        _("Address and subject go; that something was sent stays."),
        _("Deliveries are counted without knowing whom they reached."),
    ),
    retention.CONSENTS: RuleWords(
        _("Proof of consents that ended"),
        _("Page and evidence go, so long after the withdrawal; what was agreed, when, and its wording stay."),
        _("As long as a claim is possible you must be able to show it. A consent that stands is never touched."),
    ),
    retention.REJECTS: RuleWords(
        _("Rejected rows of files"),
        _("The rows go; how many there were stays."),
        _("They are kept to be mended and sent again, not for ever."),
    ),
    retention.LINKS: RuleWords(
        _("Links that open nothing any more"),
        _("Used and expired log-in links of customers, invitations and resets of staff go."),
        _("They show who tried to get in when; after that they are useless."),
    ),
    retention.INACTIVE: RuleWords(
        _("People who never bought"),
        _("Without any order and any sign of life for so long: asked by a letter, erased 30 days later."),
        _("You may not keep data of people who want nothing of you. Any visit, answer or order ends the question."),
    ),
}
