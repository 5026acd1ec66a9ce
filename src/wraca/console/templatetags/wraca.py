"""Filters and tags of every page. Shapes of figures are in `console/formats`; charts in `console/charts`."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name

from wraca.console import formats, notices
from wraca.console.commands import command_here
from wraca.console.lists import cells
from wraca.console.stages import STAGES, stage_name
from wraca.console.traits import trait_name
from wraca.console.words import speak
from wraca.kit.money import Money

register = template.Library()
register.filter("toast", notices.undo_of)


@register.filter
def money(value: int | Money | None, currency: str = "") -> str:
    """`{{ order.total_minor|money:shop.currency }}`; a Money needs no argument."""
    return formats.format_money(_as_money(value, currency), speak())


@register.filter
def money_less(value: int | None, currency: str = "") -> str:
    """A sum that is taken away, with its minus; nothing has none."""
    text = formats.format_money(_as_money(value, currency), speak())
    return f"−{text}" if value else text


@register.filter
def money_round(value: int | Money | None, currency: str = "") -> str:
    """Without minor units, for sums."""
    return formats.format_money(_as_money(value, currency), speak(), minor=False)


def _as_money(value: int | Money | None, currency: str) -> Money | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, Money) else Money(int(value), currency)


@register.filter
def day(value: date | datetime | None, shape: str = "day") -> SafeString | str:
    """`{{ order.local_day|day }}`; shapes: day, short, long, month. As a <time> element."""
    if value is None:
        return formats.UNKNOWN
    if isinstance(value, datetime):
        value = _local(value).date()
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), formats.format_day(value, speak(), shape=shape)
    )


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A moment on the shop's clock, as a <time> element."""
    if value is None:
        return formats.UNKNOWN
    text = formats.format_moment(value, speak(), get_current_timezone_name())
    return format_html('<time datetime="{}">{}</time>', _local(value).isoformat(timespec="seconds"), text)


def _local(value: datetime) -> datetime:
    from django.utils.timezone import localtime

    return localtime(value)


@register.filter
def count(value: int | float | None, digits: int = 0) -> str:
    """`{{ n|count }}` or with decimals `{{ expected|count:1 }}`."""
    return formats.format_count(value, speak(), digits=int(digits))


@register.simple_tag
def command(arguments: str) -> str:
    """`{% command "import customers.csv" %}`: as it is typed on this machine."""
    return command_here(arguments)


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """A share of one as a percentage."""
    return formats.format_share(value, speak(), digits=int(digits))


@register.filter
def interval(low: object, high: object) -> str:
    """`{{ low|interval:high }}`: days, or numbers (one decimal where it is not whole)."""
    if low is None or high is None:
        return formats.UNKNOWN
    return formats.format_interval(_bare(low), _bare(high))


def _bare(value: object) -> str:
    if isinstance(value, date):
        return formats.format_day(value, speak())
    if isinstance(value, float) and not value.is_integer():
        return formats.format_count(value, speak(), digits=1)
    return formats.format_count(int(value), speak())  # type: ignore[call-overload]


@register.simple_tag
def money_between(low: int | None, high: int | None, currency: str, around: int | None = None) -> str:
    """`{% money_between low high shop.currency around=value %}`: widened where it does not hold its own figure."""
    return cells.money_between(low, high, currency, around=around) or formats.UNKNOWN


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A drawing of the sprite; silent to screen readers, so a word must stand beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("wraca/icons.svg"),
        name,
    )


@register.simple_tag
def stage(code: str | None) -> SafeString | str:
    """The badge of a stage: glyph, colour and word."""
    if code not in STAGES:
        return formats.UNKNOWN
    return format_html('<span class="badge stage stage-{}">{}{}</span>', code, icon(f"stage-{code}"), stage_name(code))


register.filter("stage_name", stage_name)
register.filter("trait_name", trait_name)


@register.inclusion_tag("components/range.html")
def usual_range(value: float | None, low: float | None, high: float | None) -> dict:
    """Where a figure lies against its usual range, as a small drawing with the words for screen readers."""
    # A name the template does not know arrives as an empty text.
    if value in (None, "") or low in (None, "") or high in (None, ""):
        return {"known": False}
    least, most = min(value, low), max(value, high)
    margin = (most - least) * 0.15 or 1
    scale = 100 / (most - least + 2 * margin)
    at = [round((point - least + margin) * scale, 2) for point in (low, high, value)]
    return {
        "known": True,
        "usual_x": at[0],
        "usual_width": max(round(at[1] - at[0], 2), 1),
        "mark_x": at[2] - 0.75,
        "outside": not low <= value <= high,
    }


@register.inclusion_tag("components/share.html")
def share_bar(share: float | None) -> dict:
    """A share of one as a small bar for a table cell; the number must stand beside it."""
    return {"known": share is not None, "width": round(100 * min(max(share or 0, 0), 1), 2)}


@register.simple_tag(takes_context=True)
def query(context: dict, **changes: object) -> str:
    """The present query string with changes (None removes): `href="{% query page=2 %}"`. A change leaves page 1."""
    current: QueryDict = context["request"].GET.copy()
    if "page" not in changes:
        current.pop("page", None)
    for name, value in changes.items():
        current.pop(name, None)
        if value is not None and value != "":
            current[name] = str(value)
    return "?" + current.urlencode()


@register.filter
def initials(name: str | None) -> str:
    """`Łucja Żak` gives `ŁŻ`."""
    words = (name or "").split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper() or "?"
