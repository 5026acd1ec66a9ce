from django.urls import path

from wraca.console.today import views

urlpatterns = [
    path("", views.show_today, name="today"),
    path("today/<slug:task>/put-away/", views.dismiss_task, name="today-put-away"),
    path("today/<slug:task>/bring-back/", views.bring_back_task, name="today-bring-back"),
]
