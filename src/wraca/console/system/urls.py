from django.urls import path

from wraca.console.system import import_pages, jobs, keys, retention_page, settings_page, sources, views

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
    path("system/bring-in/", import_pages.bring_in, name="import-file"),
    path("system/bring-in/<int:upload_id>/", import_pages.upload_page, name="import-upload"),
    path("system/bring-in/<int:upload_id>/columns/", import_pages.set_columns, name="import-columns"),
    path("system/bring-in/<int:upload_id>/try/", import_pages.try_it, name="import-try"),
    path("system/bring-in/<int:upload_id>/start/", import_pages.start, name="import-start"),
    path("system/bring-in/<int:upload_id>/rejected.csv", import_pages.rejected, name="import-rejected"),
    path("system/sources/<int:run_id>/undo/", import_pages.undo_page, name="import-undo"),
    path("settings/", settings_page.shop_settings, name="settings"),
    path("settings/remove-sample/", settings_page.remove_sample, name="settings-remove-sample"),
    path("settings/retention/", retention_page.retention, name="settings-retention"),
    path("settings/retention/apply/", retention_page.apply_now, name="settings-retention-apply"),
    path("settings/retention/<int:question_id>/keep/", retention_page.keep_person, name="settings-retention-keep"),
    path("settings/keys/", keys.keys, name="settings-keys"),
    path("settings/keys/<int:key_id>/revoke/", keys.revoke, name="settings-revoke-key"),
]
