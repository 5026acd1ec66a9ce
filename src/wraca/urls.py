"""Every face of the house under its address."""

from django.urls import include, path

handler403 = "wraca.console.shell.errors.refuse"
handler404 = "wraca.console.shell.errors.miss"
handler500 = "wraca.console.shell.errors.fail"

urlpatterns = [
    path("api/v1/", include("wraca.api.urls")),
    path("", include("wraca.portal.urls")),
    path("", include("wraca.console.urls")),
]
