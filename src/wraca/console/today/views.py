from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wraca.console.access import allows


@allows("see_today")
def show_today(request: HttpRequest) -> HttpResponse:
    return render(request, "today/page.html")
