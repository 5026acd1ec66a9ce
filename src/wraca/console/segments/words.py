"""A rule as a sentence in the reader's language, and the words it may use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wraca.console.formats import format_count, format_day, format_money, format_share
from wraca.console.stages import stage_name
from wraca.console.words import speak
from wraca.kit.field import Field
from wraca.kit.money import Money
from wraca.segments.rules import KNOWN, YES, Ago, Condition, Day, Did, Every, Not, Period, Rule, Some, Value
from wraca.segments.vocabulary import Vocabulary

_OPS: Mapping[str, str | Promise] = {
    "=": "%s",
    "!=": gettext_lazy("other than %s"),
    "<": gettext_lazy("less than %s"),
    "<=": gettext_lazy("at most %s"),
    ">": gettext_lazy("more than %s"),
    ">=": gettext_lazy("at least %s"),
    "on": "%s",
    "before": gettext_lazy("before %s"),
    "until": gettext_lazy("until %s"),
    "since": gettext_lazy("since %s"),
    "after": gettext_lazy("after %s"),
    "contains": gettext_lazy("contains %s"),
    "starts with": gettext_lazy("starts with %s"),
}


def sentence(rule: Rule, words: Vocabulary, currency: str) -> str:
    """E.g. “Stage: Repeat, and Spent: at least 500 zł”."""
    match rule:
        case Every(parts):
            return _(" and ").join(_within(part, words, currency) for part in parts)
        case Some(parts):
            return _(" or ").join(_within(part, words, currency) for part in parts)
        case Not(Condition(field, "is known")):
            return _("%s: not known") % _(words.field(field).label)
        case Not(part):
            return _("not (%s)") % sentence(part, words, currency)
        case Did():
            return _did(rule, words, currency)
        case Condition():
            return _condition(rule, words, currency)


def _within(part: Rule, words: Vocabulary, currency: str) -> str:
    said = sentence(part, words, currency)
    return f"({said})" if isinstance(part, Every | Some) else said


def _condition(condition: Condition, words: Vocabulary, currency: str) -> str:
    field = words.field(condition.field)
    label = _(field.label)
    if condition.op == YES:
        return label
    if condition.op == KNOWN:
        return _("%s: known") % label
    values = [_value(value, field, currency) for value in condition.values]
    if condition.op == "between":
        asked = _("from %(low)s to %(high)s") % {"low": values[0], "high": values[1]}
    elif condition.op == "in":
        asked = _(" or ").join(values)
    else:
        asked = str(_OPS[condition.op]) % values[0]
    return f"{label}: {asked}"


def _value(value: Value, field: Field, currency: str) -> str:
    if isinstance(value, Decimal):
        return _number(value, field, currency)
    if isinstance(value, str):
        return stage_name(value) if field.name == "stage" else f"“{value}”"
    return _day(value)


def _number(value: Decimal, field: Field, currency: str) -> str:
    if field.type == "money":
        return format_money(Money.of(value, currency), speak())
    if field.type == "share":
        return format_share(float(value), speak())
    return format_count(float(value), speak(), digits=0 if value == value.to_integral_value() else 2)


def _day(day: Day) -> str:
    if isinstance(day, date):
        return format_day(day, speak())
    if day.days == 0:
        return _("today")
    if day.days > 0:
        return ngettext("%s day ago", "%s days ago", day.days) % day.days
    return ngettext("in %s day", "in %s days", -day.days) % -day.days


def _did(did: Did, words: Vocabulary, currency: str) -> str:
    behaviour = words.behaviour(did.behaviour)
    said = [_(behaviour.label)]
    if did.where is not None:
        said.append(f"[{sentence(did.where, words.inside(behaviour), currency)}]")
    said.append(_often(did))
    if period := _period(did.period):
        said.append(period)
    return " ".join(said)


def _often(did: Did) -> str:
    least, most = did.at_least, did.at_most
    if most == 0:
        return _("never")
    if most is None:
        return ngettext("on at least %s day", "on at least %s different days", least) % least
    if least == 0:
        return ngettext("on at most %s day", "on at most %s different days", most) % most
    if least == most:
        return ngettext("on exactly %s day", "on exactly %s different days", most) % most
    return _("on %(least)s to %(most)s different days") % {"least": least, "most": most}


def _period(period: Period) -> str:
    match period:
        case Period(Ago(first), Ago(0)) if first >= 0:
            return ngettext("in the last %s day", "in the last %s days", first + 1) % (first + 1)
        case Period(first, None) if first is not None:
            return _("since %s") % _day(first)
        case Period(None, last) if last is not None:
            return _("until %s") % _day(last)
        case Period(first, last) if first is not None and last is not None:
            return _("from %(first)s to %(last)s") % {"first": _day(first), "last": _day(last)}
    return ""
