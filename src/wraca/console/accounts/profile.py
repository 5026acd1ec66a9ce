"""The own account: name, language, colours, password, second factor."""

from __future__ import annotations

import io

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wraca.console import notices
from wraca.console.access import allows
from wraca.console.accounts.forms import ROLE_NAMES, ChangePasswordForm, CodeCheckForm, ConfirmForm, ProfileForm
from wraca.kit.clock import now
from wraca.kit.errors import InvalidInput
from wraca.staff import totp
from wraca.staff.actions import change_profile, set_password, turn_off_second_factor, turn_on_second_factor


@allows("change_own_account")
@never_cache
@sensitive_post_parameters()
def show_profile(request: HttpRequest) -> HttpResponse:
    """Three forms on one page; the button's name says which was sent."""
    user, sent = request.user, request.POST.get("form", "")
    profile = ProfileForm(request.POST if sent == "profile" else None, initial={"name": user.name})
    password = ChangePasswordForm(request.POST if sent == "password" else None, user=user)
    if profile.is_valid():
        change_profile(user, name=profile.cleaned_data["name"])
        notices.say(request, _("Your name is saved."))
        return redirect("console:profile")
    if password.is_valid():
        set_password(user, password.cleaned_data["password"], by=user.pk)
        update_session_auth_hash(request, user)
        notices.say(request, _("The new password is set. Elsewhere you have been logged out."))
        return redirect("console:profile")
    values = {"profile": profile, "password": password, "role": ROLE_NAMES[user.role]}
    return render(request, "accounts/profile.html", values)


@allows("change_own_account")
@never_cache
@sensitive_post_parameters()
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """The secret waits in the session until a code has proved that the app has it."""
    user = request.user
    if user.totp_secret:
        return redirect("console:profile")
    secret = request.session.setdefault("totp_secret", totp.choose_secret())
    form = CodeCheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = turn_on_second_factor(user, secret, form.cleaned_data["code"], now())
        except InvalidInput:
            form.add_error("code", _("The code does not match. Check the clock of the phone, and use the newest code."))
        else:
            del request.session["totp_secret"]
            return render(request, "accounts/backup_codes.html", {"codes": codes})
    values = {"form": form, "secret": secret, "qr": draw_qr(totp.provisioning_uri(secret, user.email, "Wraca"))}
    return render(request, "accounts/second_factor.html", values)


@allows("change_own_account")
@never_cache
@sensitive_post_parameters()
def drop_second_factor(request: HttpRequest) -> HttpResponse:
    form = ConfirmForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        turn_off_second_factor(request.user, by=request.user.pk)
        notices.say(request, _("The second factor is off."))
        return redirect("console:profile")
    return render(request, "accounts/second_factor_off.html", {"form": form})


def draw_qr(text: str) -> SafeString:
    """An SVG of plain attributes: dark on white in both colour schemes, as scanners expect."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=1, svgclass="qr")
    return mark_safe(out.getvalue().decode())
