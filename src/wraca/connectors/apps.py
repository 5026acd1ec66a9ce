from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "wraca.connectors"
    label = "connectors"
