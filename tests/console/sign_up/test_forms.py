"""Sign-up forms, made and changed by staff."""

from __future__ import annotations

from wraca.customers.sign_up.models import SignUpForm

TOLD = {"name": "Home page", "title": "News", "intro": "Once a month.", "language": "en", "active": "on"}


def test_form_is_made_with_what_it_asks(empty_shop, marketer):
    answer = marketer.post("/sign-up-forms/new/", {**TOLD, "fields_asked": ["given_name", "birth_date"]})
    form = SignUpForm.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-up-forms/{form.pk}/")
    assert (form.name, form.title, form.language) == ("Home page", "News", "en")
    assert form.fields == ["given_name", "birth_date"]


def test_form_is_changed_and_closed(empty_shop, marketer):
    marketer.post("/sign-up-forms/new/", TOLD)
    form = SignUpForm.objects.get()
    changed = {name: value for name, value in TOLD.items() if name != "active"}
    assert marketer.post(f"/sign-up-forms/{form.pk}/", {**changed, "title": "Letters"}).status_code == 302
    form.refresh_from_db()
    assert (form.title, form.fields, form.active) == ("Letters", [], False)
