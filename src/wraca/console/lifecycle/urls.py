from django.urls import path

from wraca.console.lifecycle import views

urlpatterns = [
    path("lifecycle/", views.lifecycle, name="lifecycle"),
    path("lifecycle/moves/", views.moves, name="lifecycle-moves"),
    path("lifecycle/value/", views.value, name="lifecycle-value"),
    path("lifecycle/cohorts/", views.cohorts, name="lifecycle-cohorts"),
    path("lifecycle/predictions/", views.predictions, name="lifecycle-predictions"),
]
