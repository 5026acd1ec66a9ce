from django.urls import path

from wraca.console.progress import show_progress
from wraca.console.security import REPORT_PATH, count_violation
from wraca.console.shell import choices, palette, style

urlpatterns = [
    path(REPORT_PATH.lstrip("/"), count_violation, name="csp-report"),
    path("language/", choices.choose_language, name="language"),
    path("theme/", choices.choose_theme, name="theme"),
    path("palette/", palette.find_anything, name="palette"),
    path("jobs/<int:run_id>/progress/", show_progress, name="job-progress"),
    path("style/", style.show_style, name="style"),
]
