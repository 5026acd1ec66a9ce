from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "wraca.messages"
    # Django's own notices on pages have the label `messages`.
    label = "outbox"
