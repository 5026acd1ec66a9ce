from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "wraca.console"
    label = "console"
