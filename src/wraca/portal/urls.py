"""The addresses of customers' own pages."""

from django.urls import path

from wraca.portal import (
    consenting,
    deeds,
    download,
    erase,
    home,
    keep,
    language,
    log_in,
    new_address,
    questions,
    sign_up,
    subscriptions,
    unsubscribe,
)

app_name = "portal"
urlpatterns = [
    path("portal/", home.home, name="home"),
    path("portal/log-in/", log_in.log_in, name="log-in"),
    path("portal/log-out/", log_in.log_out, name="log-out"),
    path("portal/enter/<str:token>/", log_in.enter, name="enter"),
    path("portal/shop/<str:source>/", log_in.enter_from_shop, name="enter-from-shop"),
    path("portal/language/", language.choose, name="language"),
    path("portal/correct/", deeds.correct, name="correct"),
    path("portal/confirm/", deeds.confirm, name="confirm"),
    path("portal/greeting/", deeds.greet, name="greet"),
    path("portal/preferences/", deeds.prefer, name="prefer"),
    path("portal/consent/", consenting.consent, name="consent"),
    path("portal/dispute/", deeds.dispute, name="dispute"),
    path("portal/inference/", deeds.infer, name="infer"),
    path("portal/data/", download.read, name="download-page"),
    path("portal/data.json", download.download, name="download"),
    path("portal/data.html", download.download_page, name="download-html"),
    path("portal/address/", new_address.ask, name="new-address"),
    path("portal/address/<str:token>/", new_address.confirm, name="confirm-address"),
    path("portal/keep/<str:token>/", keep.keep, name="keep"),
    path("portal/answer/", questions.answer, name="answer"),
    path("portal/confirm-subscription/<str:token>/", subscriptions.confirm, name="confirm-subscription"),
    path("join/<str:key>", sign_up.join, name="join"),
    path("u/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
    path("u/<str:token>/preferences", unsubscribe.prefer, name="unsubscribe-prefer"),
    path("portal/erase/", erase.erase, name="erase"),
]
