"""Another e-mail address: it becomes the customer's when whoever reads its post says so."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from wraca.customers.access.actions import follow_address_link
from wraca.customers.access.models import LogInLink
from wraca.customers.access.queries import is_link_good
from wraca.jobs.log_in_letters import ask_for_new_address
from wraca.kit.clock import now
from wraca.kit.errors import InvalidInput
from wraca.messages.addresses import is_address
from wraca.portal.answers import page, portal, speak, visited
from wraca.portal.notices import REFUSED, SENT, say
from wraca.portal.queries import gather


@require_POST
@visited
def ask(request: HttpRequest) -> HttpResponse:
    address = request.POST.get("email", "").strip()
    owner = gather(request.person).fields["email"].customer_id
    sent = is_address(address) and ask_for_new_address(owner, address, speak(), now())
    return say(SENT if sent else REFUSED, "email")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@portal(has_token=True)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing; whoever else presses the button only proves that the address is read."""
    if request.method != "POST":
        is_open = is_link_good(token, now(), purpose=LogInLink.ADDRESS)
        return page(request, "confirm_address.html", {"is_open": is_open}, status=200 if is_open else 410)
    try:
        done = follow_address_link(token, now())
    except InvalidInput:
        done = False
    return page(request, "confirm_address.html", {"is_done": done}, status=200 if done else 410)
