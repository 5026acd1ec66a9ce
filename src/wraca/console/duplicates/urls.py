from django.urls import path

from wraca.console.duplicates import views

urlpatterns = [
    path("customers/duplicates/", views.review, name="customer-duplicates"),
    path("customers/duplicates/search/", views.search, name="customer-duplicates-search"),
    path("customers/duplicates/<int:pair_id>/", views.review, name="customer-duplicate"),
    path("customers/duplicates/<int:pair_id>/decide/", views.decide, name="customer-duplicate-decide"),
    path("customers/duplicates/<int:pair_id>/undo/", views.undo, name="customer-duplicate-undo"),
]
