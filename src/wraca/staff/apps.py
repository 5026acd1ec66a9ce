from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "wraca.staff"
    label = "staff"
