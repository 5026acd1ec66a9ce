from django.urls import path

from wraca.console.surveys import views

urlpatterns = [
    path("questions/", views.questions, name="questions"),
    path("questions/new/", views.new_question, name="question-new"),
    path("questions/<slug:code>/", views.one_question, name="question"),
    path("questions/<slug:code>/order/", views.order, name="question-order"),
    path("questions/<slug:code>/switch/", views.switch, name="question-switch"),
]
