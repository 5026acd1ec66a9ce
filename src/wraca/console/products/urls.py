from django.urls import path

from wraca.console.products import views

urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/list.csv", views.products_csv, name="products-csv"),
    path("products/<int:product_id>/", views.product, name="product"),
    path("photographs/<int:photograph_id>/", views.photograph, name="photograph"),
]
