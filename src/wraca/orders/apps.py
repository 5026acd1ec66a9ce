from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "wraca.orders"
    label = "orders"
