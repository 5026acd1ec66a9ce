"""Log-in in one step, or two with the second factor, slowed down against guessing."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wraca.console import language, theme
from wraca.console.access import public
from wraca.console.shell.choices import next_address
from wraca.kit.clock import now
from wraca.kit.origin import find_origin, place_of
from wraca.kit.tokens import keyed_hash
from wraca.staff.actions import check_second_factor, forget_failed_log_ins, record_failed_log_in
from wraca.staff.attempts import is_too_many
from wraca.staff.audit import record_deed
from wraca.staff.models import User
from wraca.staff.queries import count_failures, find_user, has_users

#: Seconds between password and code.
PATIENCE_SECONDS = 600
WRONG = _("The e-mail address and the password do not belong together.")
WRONG_CODE = _("This code is not right, or was already used.")
TOO_MANY = _("Too many failed attempts. Wait a quarter of an hour, or ask an owner of the shop for a reset link.")


class LogInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits from the app on your phone, or one of your backup codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "class": "code-input", "autofocus": True, "spellcheck": "false"}
        ),
    )


def _origin(request: HttpRequest) -> str:
    connected, forwarded = request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", "")
    return place_of(find_origin(connected, forwarded, behind_proxy=settings.BEHIND_PROXY))


def _hashes(request: HttpRequest, email: str) -> tuple[bytes, bytes]:
    return keyed_hash(email, settings.SECRET_KEY), keyed_hash(_origin(request), settings.SECRET_KEY)


@public
@never_cache
@sensitive_post_parameters()
def log_in(request: HttpRequest) -> HttpResponse:
    if request.shop is None and not has_users():
        return redirect("console:first-run")
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_address(request))
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _check_password(request, form)
        if user is not None:
            return _enter(request, user)
    status = 429 if form.has_error(forms.forms.NON_FIELD_ERRORS, "too_many") else 200
    return render(request, "accounts/log_in.html", {"form": form, "next": next_address(request)}, status=status)


def _check_password(request: HttpRequest, form: LogInForm) -> User | None:
    email, moment = form.cleaned_data["email"], now()
    hashes = _hashes(request, email)
    if is_too_many(count_failures(*hashes, moment)):
        form.add_error(None, forms.ValidationError(TOO_MANY, code="too_many"))
        return None
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if user is None:
        record_failed_log_in(*hashes, moment)
        form.add_error(None, WRONG)
    return user


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    if not user.totp_secret:
        return complete_log_in(request, user)
    request.session["half_way"] = {"user": user.pk, "at": now().timestamp(), "next": next_address(request)}
    return redirect("console:log-in-code")


@public
@never_cache
@sensitive_post_parameters()
def second_step(request: HttpRequest) -> HttpResponse:
    half_way = request.session.get("half_way")
    user = find_user(half_way["user"]) if half_way else None
    if user is None or not user.is_active or now().timestamp() - half_way["at"] > PATIENCE_SECONDS:
        request.session.pop("half_way", None)
        return redirect("console:log-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _check_code(request, user, form):
        return complete_log_in(request, user, half_way["next"])
    status = 429 if form.has_error(forms.forms.NON_FIELD_ERRORS, "too_many") else 200
    return render(request, "accounts/log_in_code.html", {"form": form}, status=status)


def _check_code(request: HttpRequest, user: User, form: CodeForm) -> bool:
    hashes, moment = _hashes(request, user.email), now()
    if is_too_many(count_failures(*hashes, moment)):
        form.add_error(None, forms.ValidationError(TOO_MANY, code="too_many"))
        return False
    if check_second_factor(user.pk, form.cleaned_data["code"], moment):
        return True
    record_failed_log_in(*hashes, moment)
    form.add_error("code", WRONG_CODE)
    return False


def complete_log_in(request: HttpRequest, user: User, address: str = "") -> HttpResponse:
    """Opens the session, in the language and colours of the account."""
    forget_failed_log_ins(*_hashes(request, user.email))
    # The second factor may have just saved this row: the session needs the fresh one.
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.pop("half_way", None)
    record_deed(user.pk, "account.logged_in", object_kind="account", object_id=user.pk)
    response = HttpResponseRedirect(address or next_address(request))
    if user.language:
        language.remember(response, language.COOKIE, user.language, secure=settings.HTTPS)
    if user.theme:
        language.remember(response, theme.COOKIE, user.theme, secure=settings.HTTPS)
    return response


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("console:log-in"))
