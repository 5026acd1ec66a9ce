from django.urls import path

from wraca.console.system import jobs, keys, settings_page, sources, views

urlpatterns = [
    path("system/", views.system, name="system"),
    path("system/refresh/", views.refresh, name="system-refresh"),
    path("system/roll-back/", views.roll_back, name="system-roll-back"),
    path("system/alerts/<int:alert_id>/resolve/", views.resolve, name="system-resolve"),
    path("system/pause/", views.pause_question, name="system-pause"),
    path("system/pause/now/", views.pause, name="system-pause-now"),
    path("system/pause/release/", views.resume, name="system-resume"),
    path("system/jobs/", jobs.jobs, name="system-jobs"),
    path("system/jobs/<int:run_id>/", jobs.job, name="job"),
    path("system/sources/", sources.sources, name="system-sources"),
    path("system/sources/<int:run_id>/", sources.one_import, name="system-import"),
    path("system/sources/<int:run_id>/rejected.csv", sources.rejects_csv, name="system-rejects-csv"),
    path("settings/", settings_page.shop_settings, name="settings"),
    path("settings/remove-sample/", settings_page.remove_sample, name="settings-remove-sample"),
    path("settings/keys/", keys.keys, name="settings-keys"),
    path("settings/keys/<int:key_id>/revoke/", keys.revoke, name="settings-revoke-key"),
]
