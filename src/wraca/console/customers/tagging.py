"""Tags on a whole list at once, and their undoing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.queries import list_ids
from wraca.console.customers.views import wanted_by
from wraca.console.formats import format_count
from wraca.console.reading import as_of, find_reader
from wraca.console.words import speak
from wraca.customers.models import Tag
from wraca.customers.tags.actions import TagDeed, put_tag, take_tag_off, undo_tag_deed
from wraca.kit import clock
from wraca.kit.errors import InvalidInput
from wraca.kit.text import fold
from wraca.staff.audit import record_deed


@require_POST
@allows("change_customers")
def tag_customers(request: HttpRequest) -> HttpResponse:
    """Puts a tag on those chosen, or on all that the list's filters leave (`scope=all`); `off` takes it off."""
    back = redirect(f"{reverse('console:customers')}?{request.GET.urlencode()}")
    ids, by = _ids(request), request.user.pk
    if not ids:
        notices.complain(request, _("Choose at least one customer."))
        return back
    off = "off" in request.POST
    try:
        deed = _do(request.POST.get("tag", ""), ids, by, off=off)
    except InvalidInput as error:
        notices.complain(request, _(str(error)))
        return back
    details = {"tag": deed.tag.pk, "customers": deed.customers, "deed": str(deed.deed)}
    record_deed(by, "customers.untagged" if off else "customers.tagged", object_kind="customers", details=details)
    notices.say(request, _said(deed, off), undo_url=reverse("console:customers-tag-undo", args=[deed.deed]))
    return back


def _ids(request: HttpRequest) -> list[int]:
    if request.POST.get("scope") == "all":
        reader = find_reader()
        return list_ids(reader, as_of(reader), wanted_by(request)) if reader else []
    return [
        int(text) for text in request.POST.getlist("chosen") if text.isascii() and text.isdigit() and len(text) < 19
    ]


def _do(name: str, ids: list[int], by: int, *, off: bool) -> TagDeed:
    if not off:
        return put_tag(ids, name, by=by, now=clock.now())
    tag = Tag.objects.filter(key=fold(" ".join(name.split()))).values_list("pk", flat=True).first()
    return take_tag_off(ids, tag or 0, by=by, now=clock.now())


def _said(deed: TagDeed, off: bool) -> str:
    words = {"n": format_count(deed.customers, speak()), "tag": deed.tag.name}
    if off:
        text = ngettext("%(tag)s: taken off %(n)s customer.", "%(tag)s: taken off %(n)s customers.", deed.customers)
    else:
        text = ngettext("%(tag)s: put on %(n)s customer.", "%(tag)s: put on %(n)s customers.", deed.customers)
    return text % words


@require_POST
@allows("change_customers")
def undo(request: HttpRequest, deed: UUID) -> HttpResponse:
    changed = undo_tag_deed(deed, by=request.user.pk, now=clock.now())
    details = {"deed": str(deed), "customers": changed}
    record_deed(request.user.pk, "customers.tagging_undone", object_kind="customers", details=details)
    notices.say(request, _("The tags are as before."))
    return redirect("console:customers")
