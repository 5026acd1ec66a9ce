from django.urls import path

from wraca.console.today import views

urlpatterns = [path("", views.show_today, name="today")]
