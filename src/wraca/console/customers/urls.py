from django.urls import path

from wraca.console.customers import greeting, merging, profile, views

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/list.csv", views.customers_csv, name="customers-csv"),
    path("customers/<int:customer_id>/", profile.customer, name="customer"),
    path("customers/<int:customer_id>/greeting/", greeting.change_greeting, name="customer-greeting"),
    path("customers/<int:customer_id>/merge/", merging.merge, name="customer-merge"),
    path("customers/merges/<int:merge_id>/undo/", merging.undo, name="customer-unmerge"),
    path("customers/<int:customer_id>/timeline/", profile.customer_timeline, name="customer-timeline"),
]
