from django.urls import path

from wraca.console.consents import flags, views, wordings

urlpatterns = [
    path("customers/<int:customer_id>/consents/give/", views.give, name="customer-consent-give"),
    path("customers/<int:customer_id>/consents/withdraw/", views.withdraw, name="customer-consent-withdraw"),
    path("settings/flags/", flags.choose, name="settings-flags"),
    path("settings/wordings/", wordings.wordings, name="settings-wordings"),
    path(
        "settings/wordings/<slug:purpose>/<slug:channel>/<slug:language>/",
        wordings.new_wording,
        name="settings-wording-new",
    ),
]
