"""What is worth doing now, and how the last day went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wraca.console import charts, notices
from wraca.console.access import allows
from wraca.console.formats import format_interval
from wraca.console.lists.cells import money, number
from wraca.console.progress import describe_run
from wraca.console.reading import as_of, find_reader, once, published_at
from wraca.console.system.queries import find_live_run
from wraca.console.today import queries
from wraca.console.today.sentences import CODES, permission_of
from wraca.console.today.sentences import say as say_task
from wraca.customers.rights.queries import list_open_requests
from wraca.engine.reader import Reader
from wraca.insights.queries import find_first_day, find_tasks, list_days
from wraca.insights.today import Figure, choose_tasks, find_problems, measure_day
from wraca.kit import clock
from wraca.staff.roles import may

LABELS: dict[str, str | Promise] = {
    "revenue_minor": gettext_lazy("Revenue"),
    "orders": gettext_lazy("Orders"),
    "buyers": gettext_lazy("Buyers"),
    "new_buyers": gettext_lazy("New buyers"),
}


@allows("see_today")
@require_GET
def show_today(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    shop = request.shop
    reader = find_reader()
    today = clock.local_day(now, shop.zone)
    dismissed = queries.list_dismissed(request.user.pk, today)
    found = [*_problems(reader, now), *_tasks(reader)]
    open_to_me = [task for task in found if may(request.user.role, permission_of(task))]
    away = [task for task in open_to_me if task.code in dismissed]
    day = _last_day(reader, today)
    context = {
        "tasks": [say_task(task, shop.currency) for task in choose_tasks(open_to_me, dismissed)],
        "put_away": [say_task(task, shop.currency) for task in choose_tasks(away)],
        "beginning": _beginning(request, reader),
        "today": today,
        "day": day,
        "is_yesterday": day == today - timedelta(days=1),
        "figures": _figures(reader, day, shop.currency) if reader and day else [],
        "as_of": as_of(reader) if reader else None,
        "published_at": published_at(reader) if reader else None,
    }
    return render(request, "today/page.html", context)


def _beginning(request: HttpRequest, reader: Reader | None) -> dict[str, object] | None:
    """How far the first steps of one's own shop are; None once there are numbers, or for whom none of it is to do."""
    has_orders = queries.has_orders()
    if request.shop.sample or (reader and has_orders) or not may(request.user.role, "run_jobs"):
        return None
    live = find_live_run(("refresh",))
    return {
        "has_orders": has_orders,
        "has_colleagues": queries.has_colleagues(request.user.pk),
        "job": describe_run(live) if live else None,
    }


def _tasks(reader: Reader | None) -> list:
    return once(reader, "tasks", lambda: find_tasks(reader, as_of(reader))) if reader else []


def _problems(reader: Reader | None, now: datetime) -> list:
    published = published_at(reader) if reader else None
    return find_problems(
        open_alerts=queries.list_open_alerts(),
        rejected_rows=queries.count_rejected_rows(now),
        erasures_due=[localtime(asked.due_at).date() for asked in list_open_requests()],
        hours_since_refresh=int((now - published).total_seconds() // 3600) if published else None,
    )


def _last_day(reader: Reader | None, today: date) -> date | None:
    """The last day that is over and that the generation knows."""
    return min(as_of(reader), today - timedelta(days=1)) if reader else None


@dataclass(frozen=True)
class Shown:
    label: str | Promise
    figure: Figure
    value: str
    usual: str
    spark: SafeString | str


def _figures(reader: Reader, day: date, currency: str) -> list[Shown]:
    figures = once(reader, f"figures {day}", lambda: measure_day(list_days(reader, day), day, find_first_day(reader)))
    return [_shown(figure, currency) for figure in figures]


def _shown(figure: Figure, currency: str) -> Shown:
    def text(value: float | int | None) -> str:
        if value is None:
            return number(None)
        return money(round(value), currency) if figure.name == "revenue_minor" else number(round(value))

    usual = format_interval(text(figure.low), text(figure.high)) if figure.low is not None else ""
    label = LABELS[figure.name]
    spark = charts.sparkline(
        figure.series, title=_("%(what)s on each of the last %(n)s days") % {"what": label, "n": len(figure.series)}
    )
    return Shown(label, figure, text(figure.value), usual, spark)


def _known_task(task: str) -> str:
    if task not in CODES:
        raise Http404
    return task


@allows("see_today")
@require_POST
def dismiss_task(request: HttpRequest, task: str) -> HttpResponse:
    today = clock.local_day(clock.now(), request.shop.zone)
    queries.dismiss(request.user.pk, _known_task(task), today + timedelta(days=1))
    notices.say(request, _("Put away until tomorrow."), undo_url=reverse("console:today-bring-back", args=[task]))
    return HttpResponseRedirect(reverse("console:today"))


@allows("see_today")
@require_POST
def bring_back_task(request: HttpRequest, task: str) -> HttpResponse:
    queries.bring_back(request.user.pk, _known_task(task))
    notices.say(request, _("It is back on the list."))
    return HttpResponseRedirect(reverse("console:today"))
