"""Sign-up forms: made, looked at, put on a page, counted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.customers.labels import FIELDS
from wraca.customers.sign_up.actions import FIELDS as ASKABLE
from wraca.customers.sign_up.actions import LONGEST_INTRO, LONGEST_TITLE, change_form, record_form
from wraca.customers.sign_up.models import SignUpForm
from wraca.customers.sign_up.queries import count_sign_ups, list_forms
from wraca.kit.clock import now
from wraca.staff.audit import record_deed


class FormOfForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_TITLE, help_text=gettext_lazy("For yourselves, e.g. home page.")
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=LONGEST_TITLE, help_text=gettext_lazy("What visitors read first.")
    )
    intro = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_INTRO,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What they get, and how often."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("pl", "Polski"), ("en", "English")])
    fields_asked = forms.MultipleChoiceField(
        label=gettext_lazy("Asked beside the e-mail address"),
        choices=[(field, FIELDS[field]) for field in ASKABLE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each field costs you people who leave; none of them is required."),
    )
    active = forms.BooleanField(label=gettext_lazy("Takes people in"), required=False, initial=True)

    def values(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        fields = told.pop("fields_asked")
        return {**told, "fields": fields}


@allows("manage_sign_up_forms")
@require_safe
def sign_up_forms(request: HttpRequest) -> HttpResponse:
    return render(request, "sign_up/list.html", {"counted": [count_sign_ups(form) for form in list_forms()]})


@allows("manage_sign_up_forms")
@require_http_methods(["GET", "HEAD", "POST"])
def new_form(request: HttpRequest) -> HttpResponse:
    form = FormOfForm(request.POST or None, initial={"language": request.shop.language})
    if request.method == "POST" and form.is_valid():
        values = form.values()
        values.pop("active")
        made = record_form(**values, by=request.user.pk, now=now())
        record_deed(request.user.pk, "sign_up_form.made", object_kind="sign_up_form", object_id=made.pk)
        notices.say(request, _("Saved."))
        return redirect("console:sign-up-form", made.pk)
    return render(request, "sign_up/new.html", {"form": form})


@allows("manage_sign_up_forms")
@require_http_methods(["GET", "HEAD", "POST"])
def one_form(request: HttpRequest, form_id: int) -> HttpResponse:
    known = SignUpForm.objects.filter(pk=form_id).first()
    if known is None:
        raise Http404
    stands = {name: getattr(known, name) for name in ("name", "title", "intro", "language", "active")}
    form = FormOfForm(request.POST or None, initial={**stands, "fields_asked": known.fields})
    if request.method == "POST" and form.is_valid():
        change_form(known, **form.values())
        record_deed(request.user.pk, "sign_up_form.changed", object_kind="sign_up_form", object_id=known.pk)
        notices.say(request, _("Saved."))
        return redirect("console:sign-up-form", known.pk)
    context = {"form": form, "known": known, "counted": count_sign_ups(known), **_snippets(request, known)}
    return render(request, "sign_up/form.html", context)


def _snippets(request: HttpRequest, form: SignUpForm) -> dict[str, str]:
    home = (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
    address = home + reverse("portal:join", args=[form.key])
    return {
        "address": address,
        "frame": f'<iframe src="{address}" title="Sign-up" width="100%" height="520" style="border:0"></iframe>',
        "popup": f'<script src="{home}/static/portal/popup.js" data-form="{form.key}" async></script>',
    }
