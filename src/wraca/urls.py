"""Every face of the house under its address."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.defaults import bad_request

from wraca.api.problems import refuse_malformed

handler400 = "wraca.urls.answer_malformed"
handler403 = "wraca.console.shell.errors.refuse"
handler404 = "wraca.console.shell.errors.miss"
handler500 = "wraca.console.shell.errors.fail"

urlpatterns = [
    path("api/v1/", include("wraca.api.urls")),
    path("", include("wraca.portal.urls")),
    path("", include("wraca.console.urls")),
]


def answer_malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses before any view is found, such as a host that is not ours."""
    refuse = refuse_malformed if request.path.startswith("/api/") else bad_request
    return refuse(request, exception)
