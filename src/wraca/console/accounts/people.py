"""The accounts of the shop, for owners: invite, change the role, disable, make a reset link, drop a lost factor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from wraca.console import notices
from wraca.console.access import allows, public
from wraca.console.accounts.forms import ROLE_MEANINGS, ROLE_NAMES, InviteForm, NewPasswordForm
from wraca.console.accounts.log_in import complete_log_in
from wraca.kit.clock import now
from wraca.kit.errors import Conflict, InvalidInput
from wraca.staff import actions
from wraca.staff.models import User
from wraca.staff.queries import find_link, list_users


@allows("manage_accounts")
@require_GET
def list_accounts(request: HttpRequest) -> HttpResponse:
    people = [(user, ROLE_NAMES[user.role]) for user in list_users()]
    return render(request, "accounts/people.html", {"people": people, "roles": _role_rows()})


def _role_rows() -> list[tuple[str, object, object]]:
    return [(role, name, ROLE_MEANINGS[role]) for role, name in ROLE_NAMES.items()]


@allows("manage_accounts")
@never_cache
def invite_account(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, token = actions.invite_user(**form.cleaned_data, by=request.user.pk, now=now())
        except actions.EmailTaken:
            form.add_error("email", _("There is already an account with this e-mail address."))
        else:
            return _show_link(request, user, token, "invite")
    return render(request, "accounts/invite.html", {"form": form, "roles": _role_rows()})


@sensitive_variables("token", "address")
def _show_link(request: HttpRequest, user: User, token: str, purpose: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("console:account-link", args=[token]))
    values = {"person": user, "address": address, "purpose": purpose, "days": actions.LINK_DAYS[purpose]}
    return render(request, "accounts/link_made.html", values)


@allows("manage_accounts")
@require_POST
@never_cache
def make_reset_link(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id, is_active=True)
    purpose = "reset" if user.has_usable_password() else "invite"
    return _show_link(request, user, actions.make_link(user, purpose, by=request.user.pk, now=now()), purpose)


@allows("manage_accounts")
@require_POST
def change_account_role(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id)
    try:
        actions.change_role(user, request.POST.get("role", ""), by=request.user.pk)
    except actions.LastOwner:
        notices.complain(request, _last_owner())
    except InvalidInput:
        notices.complain(request, _("There is no such role."))
    else:
        notices.say(request, _("The role is changed."))
    return redirect("console:accounts")


@allows("manage_accounts")
@require_POST
def disable_account(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id)
    try:
        actions.set_active(user, False, by=request.user.pk)
    except actions.LastOwner:
        notices.complain(request, _last_owner())
    else:
        undo = reverse("console:account-enable", args=[user.pk])
        notices.say(request, _("The account is disabled, its sessions are closed."), undo_url=undo)
    return redirect("console:accounts")


def _last_owner() -> str:
    return _("This is the shop's last owner. Make somebody else an owner first.")


@allows("manage_accounts")
@require_POST
def enable_account(request: HttpRequest, user_id: int) -> HttpResponse:
    actions.set_active(get_object_or_404(User, pk=user_id), True, by=request.user.pk)
    notices.say(request, _("The account is active again."))
    return redirect("console:accounts")


@allows("manage_accounts")
@require_POST
def drop_account_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """For somebody who lost the phone and the backup codes."""
    actions.turn_off_second_factor(get_object_or_404(User, pk=user_id), by=request.user.pk)
    notices.say(request, _("The second factor of this account is off. Ask the person to set it up again."))
    return redirect("console:accounts")


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables("token")
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation or a reset leads: a new password, and in."""
    link = find_link(token, now())
    if link is None:
        return render(request, "accounts/link_spent.html", status=404)
    form = NewPasswordForm(request.POST or None, user=link.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.follow_link(link, form.cleaned_data["password"], now())
        except Conflict:
            return render(request, "accounts/link_spent.html", status=409)
        # A reset proves the mailbox, not the phone: the second factor is still asked for.
        return redirect("console:log-in") if user.totp_secret else complete_log_in(request, user, "/")
    return render(request, "accounts/follow_link.html", {"form": form, "link": link})
