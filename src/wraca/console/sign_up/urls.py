from django.urls import path

from wraca.console.sign_up import secrets, views

urlpatterns = [
    path("sign-up-forms/", views.sign_up_forms, name="sign-up-forms"),
    path("sign-up-forms/new/", views.new_form, name="sign-up-form-new"),
    path("sign-up-forms/<int:form_id>/", views.one_form, name="sign-up-form"),
    path("settings/portal/", secrets.portal_settings, name="settings-portal"),
    path("settings/portal/remove/", secrets.remove, name="settings-portal-remove"),
]
