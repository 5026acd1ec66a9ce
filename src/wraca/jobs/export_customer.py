"""Hands out everything that is held of a person, and keeps the proof of it. The files themselves are kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from wraca.customers.identity.subjects import find_subject
from wraca.customers.models import Customer, Handout
from wraca.customers.rights.actions import record_handout
from wraca.engine.reader import Reader, reader_for
from wraca.jobs.handout.document import Document, digest, make_document
from wraca.jobs.handout.page import write_page
from wraca.kit.errors import NotReady
from wraca.messages.letters.actions import choose_language
from wraca.shop.queries import the_shop
from wraca.staff.audit import record_deed

#: What the two files are called in a proof, and how their names end.
JSON, PAGE = "json", "page"
ENDINGS: Mapping[str, str] = {JSON: "json", PAGE: "html"}


@dataclass(frozen=True)
class HandedOut:
    proof: Handout
    #: `json`, `page` -> contents.
    files: Mapping[str, bytes]

    def name_of(self, file: str) -> str:
        """Ids, never names: it ends up in histories of downloads."""
        return f"customer-{self.proof.customer_id}.{ENDINGS[file]}"


def gather(customer_id: int, now: datetime) -> Document:
    """What is held of the customer's person. Raises InvalidInput for an unknown one."""
    return make_document(find_subject(customer_id), the_shop(), find_reader(), now)


def hand_out(
    customer_id: int, now: datetime, *, way: str, by: int | None = None, language: str = "", files=(JSON, PAGE)
) -> HandedOut:
    """language: of the page; empty: the customer's own. Raises InvalidInput for an unknown customer."""
    with transaction.atomic():
        document = gather(customer_id, now)
        contents = {file: _write(document, file, language) for file in files}
        canonical_id, digests = document.subject.canonical_id, {file: digest(each) for file, each in contents.items()}
        proof = record_handout(canonical_id, digests, now, way=way, by=by)
        record_deed(
            by, "customer.handed_out", object_kind="customer", object_id=canonical_id, details={"handout": proof.pk}
        )
    return HandedOut(proof, contents)


def _write(document: Document, file: str, language: str) -> bytes:
    if file == JSON:
        return document.as_json()
    return write_page(document, language or _language_of(document)).encode()


def _language_of(document: Document) -> str:
    customer = Customer.objects.filter(pk=document.subject.canonical_id).first()
    return choose_language(customer, document.shop.language)


def find_reader() -> Reader | None:
    """None before the first refresh: then nothing is inferred of anybody."""
    try:
        return reader_for(settings.GENERATIONS_FOLDER)
    except NotReady:
        return None
