from django.urls import path

from wraca.console.segments import views

urlpatterns = [
    path("segments/", views.segments, name="segments"),
    path("segments/new/", views.new, name="segment-new"),
    path("segments/count/", views.count, name="segment-count"),
    path("segments/<int:segment_id>/", views.segment, name="segment"),
    path("segments/<int:segment_id>/change/", views.change, name="segment-change"),
    path("segments/<int:segment_id>/archive/", views.archive, name="segment-archive"),
    path("segments/<int:segment_id>/restore/", views.restore, name="segment-restore"),
]
