"""Saved views: a list as somebody likes it, own or shared with the colleagues."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraca.console.access import allows
from wraca.console.models import SavedView
from wraca.console.notices import complain, say

PAGES = {"customers": "see_customers", "orders": "see_orders", "products": "see_products"}
MOST_VIEWS = 50


def list_views(user_id: int, page: str) -> list[SavedView]:
    """Own ones and those that colleagues share, by name."""
    return list(SavedView.objects.filter(Q(user_id=user_id) | Q(shared=True), page=page).order_by("name", "id"))


@require_POST
@allows("change_own_account")
def save_view(request: HttpRequest, page: str) -> HttpResponse:
    if page not in PAGES:
        raise Http404
    name = request.POST.get("name", "").strip()[:60]
    query = _clean(request.POST.get("query", ""))
    back = HttpResponseRedirect(f"{reverse(f'console:{page}')}?{query}")
    if not name:
        complain(request, _("Give the view a name."))
        return back
    with transaction.atomic():
        view, made = SavedView.objects.update_or_create(
            user_id=request.user.pk,
            page=page,
            name=name,
            defaults={"query": query, "shared": request.POST.get("shared") == "on"},
        )
    say(
        request,
        _("View “%s” saved.") % name if made else _("View “%s” replaced.") % name,
        undo_url=reverse("console:remove-view", args=[view.pk]) if made else "",
    )
    return back


@require_POST
@allows("change_own_account")
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    view = SavedView.objects.filter(pk=view_id, user_id=request.user.pk).first()
    if view is None:
        raise Http404
    page = view.page
    view.delete()
    say(request, _("View “%s” removed.") % view.name)
    return HttpResponseRedirect(reverse(f"console:{page}"))


def _clean(text: str) -> str:
    """A view holds no page number and no searched text: the one is of today, the other may be somebody's name."""
    query = QueryDict(text[:2000], mutable=True)
    for name in ("page", "q"):
        query.pop(name, None)
    return query.urlencode()
