"""Every table of the database, once: whether it holds anything of a person, who takes it out and who hands it out.

A new table is in neither list until somebody has thought about it: a test compares them with the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """What a table holds of people."""

    #: The module whose `erase_…` takes it out.
    erased_by: str
    #: The module whose `export_…` hands it out; empty: nobody, for the reason in `why_not`.
    exported_by: str = ""
    why_not: str = ""


_OF_CUSTOMERS = "wraca.customers.export"
_IDENTITY = Held("wraca.customers.identity.erase", _OF_CUSTOMERS)
_FRESHNESS = Held("wraca.customers.freshness.erase", _OF_CUSTOMERS)
_CONSENTS = Held("wraca.customers.consents.erase", "wraca.customers.consents.export")
_RIGHTS = Held("wraca.customers.rights.erase", _OF_CUSTOMERS)
_ORDERS = Held("wraca.orders.erase", "wraca.orders.export")
_MESSAGES = Held("wraca.messages.erase", "wraca.messages.export")
_SURVEYS = Held("wraca.surveys.erase", "wraca.surveys.export")


def _kept_back(erased_by: str, why_not: str) -> Held:
    return Held(erased_by, why_not=why_not)


_ACCESS = Held("wraca.customers.access.erase", _OF_CUSTOMERS)
_RIGHTS_PROOF = "wraca.jobs.erase_customer"
_DUPLICATES = "wraca.customers.duplicates.erase"
_CONNECTORS = "wraca.connectors.erase"
_IMPORTS = Held(_CONNECTORS, "wraca.connectors.export")
_TRACES = "wraca.jobs.erase_traces"
_COPY = "a copy of what is handed out from where it is kept"
_HOUSE = "how the house works, not what it knows of them"

#: Table -> what it holds of people.
PERSONAL: Mapping[str, Held] = {
    "customers_customer": Held("wraca.customers.erase", _OF_CUSTOMERS),
    "customers_identifier": _IDENTITY,
    "customers_identifierlink": _IDENTITY,
    "customers_merge": _IDENTITY,
    "customers_fieldword": _FRESHNESS,
    "customers_correction": _FRESHNESS,
    "customers_consentrecord": _CONSENTS,
    "customers_consenttrace": _CONSENTS,
    "customers_optin": _CONSENTS,
    "customers_duplicatepair": Held(_DUPLICATES, _OF_CUSTOMERS),
    "customers_duplicatekeys": _kept_back(_DUPLICATES, _COPY),
    "customers_formofaddress": Held("wraca.customers.names.erase", _OF_CUSTOMERS),
    "customers_note": Held("wraca.customers.notes.erase", _OF_CUSTOMERS),
    "customers_tag": Held("wraca.customers.tags.erase", _OF_CUSTOMERS),
    "customers_tagging": Held("wraca.customers.tags.erase", _OF_CUSTOMERS),
    "customers_preference": Held("wraca.customers.preferences.erase", _OF_CUSTOMERS),
    "customers_customersession": _ACCESS,
    "customers_loginlink": _ACCESS,
    "customers_loginrequest": _kept_back(
        _ACCESS.erased_by, "kept for a day, without the address as soon as it was answered"
    ),
    "customers_erasurerequest": _RIGHTS,
    "customers_handout": _RIGHTS,
    "customers_erasure": _kept_back(_RIGHTS_PROOF, "proof that others were erased: ids and moments"),
    "customers_erasedidentity": _kept_back(_RIGHTS_PROOF, "digests by which an erased person is not brought back"),
    "customers_keepquestion": _RIGHTS,
    "orders_order": _ORDERS,
    "orders_orderline": _ORDERS,
    "orders_refund": _ORDERS,
    "orders_cancellation": _ORDERS,
    "orders_customersummary": _ORDERS,
    "events_event": Held("wraca.events.erase", "wraca.events.export"),
    "events_idempotentanswer": _kept_back("wraca.events.erase", _COPY),
    "outbox_message": _MESSAGES,
    "outbox_messagebody": _MESSAGES,
    "outbox_letter": _kept_back("wraca.messages.erase", _COPY),
    "outbox_suppression": _MESSAGES,
    "surveys_answer": _SURVEYS,
    "surveys_asking": _SURVEYS,
    "connectors_importrun": _kept_back(_CONNECTORS, _HOUSE),
    "connectors_importreject": _IMPORTS,
    "connectors_importchange": _IMPORTS,
    "connectors_upload": _kept_back(_CONNECTORS, "files on their way in, kept for a short time"),
    "staff_auditentry": Held("wraca.staff.erase", "wraca.staff.export"),
    "jobs_jobrun": _kept_back(_TRACES, _HOUSE),
    "jobs_alert": _kept_back(_TRACES, _HOUSE),
    "procrastinate_jobs": _kept_back(_TRACES, _HOUSE),
    "console_savedview": _kept_back(_TRACES, "how staff look at lists"),
    "console_dismissedtask": _kept_back(_TRACES, _HOUSE),
    "django_session": _kept_back(_TRACES, "sessions of staff"),
}

_WARES = "what is sold"
_SETTING = "how the shop is set up"
_STAFF = "staff, who have a right of their own to their accounts"
_FRAMEWORK = "the framework's own list, the same in every shop"
_QUEUE = "when the queue did what; its arguments are in procrastinate_jobs"
_DIGESTS = "digests with a secret key of where robots may have come from, for a day"

#: Table -> why nothing in it is about a customer.
IMPERSONAL: Mapping[str, str] = {
    "auth_group": _FRAMEWORK,
    "auth_group_permissions": _FRAMEWORK,
    "auth_permission": _FRAMEWORK,
    "django_content_type": _FRAMEWORK,
    "django_migrations": _FRAMEWORK,
    "catalogue_category": _WARES,
    "catalogue_photograph": _WARES,
    "catalogue_pricechange": _WARES,
    "catalogue_product": _WARES,
    "catalogue_stockchange": _WARES,
    "catalogue_variant": _WARES,
    "segments_segment": "names of rules",
    "segments_segmentversion": "rules",
    "connectors_columnmap": "names of columns",
    "connectors_importbatch": "which transactions an import wrote in",
    "customers_consentwording": "words of consents, the same for all",
    "customers_duplicatemodel": "weights learnt from everybody, without anybody's values",
    "customers_duplicateshare": "shares of values that several customers have, by digest",
    "customers_erasurekey": "the key of the digests of erased identities",
    "customers_shopsecret": _SETTING,
    "customers_signupform": _SETTING,
    "customers_signupattempt": _DIGESTS,
    "customers_spenttoken": "hashes of tokens that were used",
    "engine_tombstone": "ids of rows that are gone",
    "events_apikey": _SETTING,
    "events_cursor": "how far the timeline was read",
    "outbox_hashkey": "the key of the hashes of suppressed addresses",
    "outbox_sender": _SETTING,
    "procrastinate_events": _QUEUE,
    "procrastinate_periodic_defers": _QUEUE,
    "procrastinate_workers": _QUEUE,
    "shop_shop": _SETTING,
    "staff_loginattempt": _STAFF,
    "staff_signedlink": _STAFF,
    "staff_user": _STAFF,
    "surveys_question": "questions, the same for all",
}
