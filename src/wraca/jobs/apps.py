from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "wraca.jobs"
    label = "jobs"
