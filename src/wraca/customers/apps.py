from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "wraca.customers"
    label = "customers"
