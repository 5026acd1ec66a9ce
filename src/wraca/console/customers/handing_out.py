"""Everything held of a person, handed out by staff to whom it is about."""

from __future__ import annotations

import io
import zipfile

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wraca.console.access import allows
from wraca.console.customers.cells import name_of
from wraca.console.customers.person_queries import names_of_staff
from wraca.console.customers.profile import find
from wraca.customers.models import Handout
from wraca.customers.rights.queries import list_handouts
from wraca.jobs.export_customer import HandedOut, hand_out
from wraca.kit import clock


@allows("hand_out_data")
@require_http_methods(["GET", "POST"])
def hand_out_page(request: HttpRequest, customer_id: int) -> HttpResponse:
    gathered = find(customer_id)
    if request.method == "POST" and request.POST.get("sure"):
        handed = hand_out(customer_id, clock.now(), way=Handout.CONSOLE, by=request.user.pk)
        return _as_zip(handed)
    proofs = list_handouts(gathered.person.member_ids)
    staff = names_of_staff([proof.by for proof in proofs if proof.by])
    context = {
        "person": gathered.shown,
        "name": name_of(vars(gathered.shown)),
        "unsure": request.method == "POST",
        "proofs": [(proof, staff.get(proof.by or 0, "")) for proof in proofs],
    }
    return render(request, "customers/hand_out.html", context)


def _as_zip(handed: HandedOut) -> HttpResponse:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, contents in handed.files.items():
            archive.writestr(handed.name_of(kind), contents)
    response = HttpResponse(file.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="customer-{handed.proof.customer_id}.zip"'
    response.headers["Cache-Control"] = "no-store, private"
    return response
