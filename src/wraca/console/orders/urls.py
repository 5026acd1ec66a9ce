from django.urls import path

from wraca.console.orders import views

urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("orders/list.csv", views.orders_csv, name="orders-csv"),
    path("orders/<int:order_id>/", views.order, name="order"),
]
