from django.urls import path

from wraca.console.lists import saved_views

urlpatterns = [
    path("views/<slug:page>/save/", saved_views.save_view, name="save-view"),
    path("views/<int:view_id>/remove/", saved_views.remove_view, name="remove-view"),
]
