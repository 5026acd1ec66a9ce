from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wraca.console.access import allows
from wraca.console.palette import find_all


@allows("see_today")
@require_GET
def find_anything(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    return render(request, "shell/palette_found.html", {"groups": find_all(query, request.user.role), "query": query})
