from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "wraca.portal"
    label = "portal"
