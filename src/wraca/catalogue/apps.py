from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "wraca.catalogue"
    label = "catalogue"
