from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "wraca.shop"
    label = "shop"
