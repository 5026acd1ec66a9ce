from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "wraca.surveys"
    label = "surveys"
