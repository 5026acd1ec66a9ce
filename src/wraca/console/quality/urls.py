from django.urls import path

from wraca.console.quality import views

urlpatterns = [path("quality/", views.quality, name="quality")]
