"""What the frame around every list needs: the forms' hidden fields and the saved views."""

from __future__ import annotations

from django.http import HttpRequest

from wraca.console.lists.pages import kept
from wraca.console.lists.saved_views import list_views


def frame(request: HttpRequest, page: str) -> dict[str, object]:
    return {
        "kept_search": kept(request.GET, "q"),
        "kept_columns": kept(request.GET, "columns"),
        "query_string": request.GET.urlencode(),
        "views": list_views(request.user.pk, page),
    }
