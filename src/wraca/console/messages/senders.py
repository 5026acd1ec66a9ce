"""Senders: added, verified by a code, chosen; a test mail; how mail leaves."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wraca.console import notices
from wraca.console.access import allows
from wraca.kit import clock
from wraca.kit.errors import WracaError
from wraca.messages import senders as actions
from wraca.messages.queries import SAMPLE_ADDRESS, list_senders
from wraca.staff.audit import record_deed


class SenderForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("What people see as the sender.")
    )
    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Of your own domain. A code is sent to it: somebody of yours must read its post."),
    )


@allows("change_settings")
@require_http_methods(["GET", "POST"])
def senders(request: HttpRequest) -> HttpResponse:
    form = SenderForm(request.POST or None, initial={"name": request.shop.name})
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_sender(**form.cleaned_data, now=clock.now(), by=request.user.pk)
        except WracaError as wrong:
            form.add_error(None, str(wrong))
        else:
            record_deed(request.user.pk, "sender.added", object_kind="sender", object_id=added.pk)
            notices.say(request, _("A code is on its way to the address. Type it here when it is there."))
            return _back()
    context = {
        "form": form,
        "senders": list_senders(),
        "sample_address": SAMPLE_ADDRESS,
        "server": _server(),
    }
    return render(request, "messages/senders.html", context)


def _server() -> str:
    """Host and port: never who logs in, nor by what password."""
    return f"{settings.SMTP['host']}:{settings.SMTP['port']}" if settings.SMTP else ""


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("console:settings-senders"))


def _do(request: HttpRequest, deed: str, sender_id: int, said: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except WracaError as refusal:
        notices.complain(request, str(refusal))
    else:
        record_deed(request.user.pk, deed, object_kind="sender", object_id=sender_id)
        notices.say(request, said)
    return _back()


@allows("change_settings")
@require_POST
def new_code(request: HttpRequest, sender_id: int) -> HttpResponse:
    said = _("A new code is on its way; the one before no longer works.")
    return _do(request, "sender.code_sent", sender_id, said, lambda: actions.send_code(sender_id, now=clock.now()))


@allows("change_settings")
@require_POST
def verify(request: HttpRequest, sender_id: int) -> HttpResponse:
    code = request.POST.get("code", "")[:40]
    said = _("Verified. Mail can be sent from this address.")
    return _do(
        request, "sender.verified", sender_id, said, lambda: actions.verify_sender(sender_id, code, now=clock.now())
    )


@allows("change_settings")
@require_POST
def choose(request: HttpRequest, sender_id: int) -> HttpResponse:
    said = _("From now on mail is sent from this address.")
    return _do(request, "sender.chosen", sender_id, said, lambda: actions.choose_sender(sender_id))


@allows("change_settings")
@require_POST
def remove(request: HttpRequest, sender_id: int) -> HttpResponse:
    said = _("Removed. Nothing is sent from this address any more.")
    return _do(request, "sender.removed", sender_id, said, lambda: actions.remove_sender(sender_id))


@allows("change_settings")
@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """To the address of whoever asks: a test is no way to write to somebody else."""
    try:
        message = actions.send_trial(request.user.email, now=clock.now())
    except WracaError as refusal:
        notices.complain(request, str(refusal))
        return _back()
    record_deed(request.user.pk, "message.trial_queued", object_kind="message", object_id=message.pk)
    notices.say(request, _("A test mail is on its way to the address you log in with."))
    return HttpResponseRedirect(reverse("console:messages"))
