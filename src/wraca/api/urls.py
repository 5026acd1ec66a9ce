from django.urls import path, re_path

from wraca.api.app import api
from wraca.api.problems import in_problems, missing
from wraca.api.reference import show_reference

urlpatterns = [
    path("docs", in_problems(show_reference), name="api-reference"),
    path("", api.urls),
    re_path("", missing),
]
