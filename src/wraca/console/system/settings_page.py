"""The shop's settings, and the way out of the sample."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.progress import describe_run
from wraca.console.system import queries
from wraca.console.zones import ZoneField
from wraca.jobs.runs import queue_run
from wraca.kit.errors import WracaError
from wraca.orders.models import Order
from wraca.shop.actions import allow_certain_merges, change_shop
from wraca.staff.audit import record_deed


class SettingsForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the shop"), max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("pl", "Polski"), ("en", "English")],
        help_text=gettext_lazy("Of what the shop itself says; each account may choose its own."),
    )
    zone = ZoneField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("A shop's day begins and ends there. Type a part of the city's name."),
    )
    default_margin_percent = forms.DecimalField(
        label=gettext_lazy("Default margin, %"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("Used, and always labelled “assumed”, where a product's cost is not known."),
    )

    merges_certain_duplicates = forms.BooleanField(
        label=gettext_lazy("Merge customers who are certainly one person"),
        required=False,
        help_text=gettext_lazy(
            "By rule, without anybody looking, where both have the same e-mail address; each merge can be undone. "
            "The others are shown to you."
        ),
    )

    def __init__(self, *args: object, zone_fixed: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if zone_fixed:
            self.fields["zone"].disabled = True
            self.fields["zone"].help_text = _(
                "Fixed since the first order: each order keeps the day it was given by this zone, so another zone "
                "would only change the days of new ones."
            )


@allows("change_settings")
@require_http_methods(["GET", "POST"])
def shop_settings(request: HttpRequest) -> HttpResponse:
    shop = request.shop
    fields = ("name", "language", "zone", "default_margin_percent", "merges_certain_duplicates")
    initial = {field: getattr(shop, field) for field in fields}
    form = SettingsForm(request.POST or None, initial=initial, zone_fixed=Order.objects.exists())
    if request.method == "POST" and form.is_valid():
        try:
            change_shop(**{field: form.cleaned_data[field] for field in fields[:4]})
            allow_certain_merges(allowed=form.cleaned_data["merges_certain_duplicates"])
        except WracaError as wrong:
            form.add_error(None, str(wrong))
        else:
            changed = sorted(field for field in fields if str(initial[field]) != str(form.cleaned_data[field]))
            record_deed(request.user.pk, "shop.changed", details={"fields": changed})
            notices.say(request, _said(changed))
            return HttpResponseRedirect(reverse("console:settings"))
    live = queries.find_live_run(("remove_sample", "load_sample"))
    return render(request, "system/settings.html", {"form": form, "job": describe_run(live) if live else None})


def _said(changed: list[str]) -> str:
    if "zone" not in changed:
        return _("Saved.")
    return _("Saved. The next refresh copies everything anew, cut by the days of the new time zone, and takes longer.")


@allows("change_settings")
@require_POST
def remove_sample(request: HttpRequest) -> HttpResponse:
    try:
        run = queue_run("remove_sample", started_by=request.user.pk)
    except WracaError as refusal:
        notices.complain(request, str(refusal))
        return HttpResponseRedirect(reverse("console:settings"))
    record_deed(request.user.pk, "sample.removal_started", object_kind="job", object_id=run.pk)
    return HttpResponseRedirect(reverse("console:job", args=[run.pk]))
