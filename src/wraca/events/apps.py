from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "wraca.events"
    label = "events"
