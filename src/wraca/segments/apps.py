from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "wraca.segments"
    label = "segments"
