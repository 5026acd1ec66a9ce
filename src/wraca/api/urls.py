from django.urls import path

from wraca.api.app import api
from wraca.api.reference import show_reference

urlpatterns = [
    path("docs", show_reference, name="api-reference"),
    path("", api.urls),
]
