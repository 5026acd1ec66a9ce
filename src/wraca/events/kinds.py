"""The catalogue of what can happen. docs/events.md shows it to those who send; a test keeps the two alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wraca.events.incoming import MOST_MINOR, MOST_PIECES
from wraca.kit.recorded import Problem

WRACA, OUTSIDE = "wraca", "outside"
REQUIRED, OPTIONAL, NONE = "required", "optional", "none"


@dataclass(frozen=True)
class Field:
    name: str
    #: text, integer (may be negative), amount (minor units), number, boolean, moment (RFC 3339) or texts.
    type: str
    #: In English, for the documentation.
    about: str
    required: bool = False


@dataclass(frozen=True)
class Kind:
    name: str
    #: In the reader's language; {fields} of the payload are filled in.
    sentence: str
    #: Who sends it: `wraca` itself, or somebody `outside` by API and files.
    sender: str
    #: Whether it needs a customer.
    customer: str = REQUIRED
    fields: tuple[Field, ...] = field(default=())


_ORDER = Field("order", "text", "Outside id of the order.", required=True)
_ORDER_IF_ANY = Field("order", "text", "Outside id of the order it is about.")
_PRODUCT = Field("product", "text", "Outside id of the product.", required=True)
_VARIANT = Field("variant", "text", "Outside id of the variant, or of a product without choices.", required=True)
_OUR_ORDER = (
    Field("order_id", "integer", "Our id of the order.", required=True),
    Field("number", "text", "The order's number.", required=True),
)
_TOTAL = Field("total_minor", "amount", "What the customer pays.", required=True)
_REASON = Field("reason", "text", "Why, in the words of whoever said it.")
_MERGE = (
    Field("merge", "integer", "The merge's id.", required=True),
    Field("into", "integer", "Our id of the customer who stood for the person from then on.", required=True),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        # What Wraca notices when customers and orders are recorded.
        Kind("customer.signed_up", _("Became known to the shop"), WRACA),
        Kind("customer.merged", _("Found to be the same person as customer {into}"), WRACA, REQUIRED, _MERGE),
        Kind("customer.unmerged", _("Parted again from customer {into}"), WRACA, REQUIRED, _MERGE),
        Kind(
            "customer.greeting_set",
            _("How to address them was set"),
            WRACA,
            REQUIRED,
            (Field("by", "text", "staff, or the customer: who said it.", required=True),),
        ),
        Kind(
            "customer.preference_set",
            _("How they want to be dealt with was set: {name}"),
            WRACA,
            REQUIRED,
            (
                Field("name", "text", "Which preference.", required=True),
                Field("by", "text", "staff, or the customer: who said it.", required=True),
            ),
        ),
        Kind(
            "customer.inference_disputed",
            _("Called wrong what was inferred of them: {what}"),
            WRACA,
            REQUIRED,
            (Field("what", "text", "stage, rhythm, next_order or greeting.", required=True),),
        ),
        Kind("customer.erasure_asked", _("Asked to be erased"), WRACA),
        Kind("customer.erasure_withdrawn", _("Took back the wish to be erased"), WRACA),
        Kind(
            "customer.page_opened",
            _("Opened their own page"),
            WRACA,
            REQUIRED,
            (Field("way", "text", "link or shop: how they got in.", required=True),),
        ),
        *(
            Kind(
                f"customer.{deed}",
                sentence,
                WRACA,
                REQUIRED,
                (
                    Field("field", "text", "Which field, e.g. address.", required=True),
                    Field("by", "text", "staff, or the customer: who said it.", required=True),
                ),
            )
            for deed, sentence in (
                ("corrected", _("A field of the profile was corrected: {field}")),
                ("confirmed", _("A field of the profile was confirmed: {field}")),
            )
        ),
        Kind(
            "customer.noted",
            _("Staff wrote down what they were told"),
            WRACA,
            REQUIRED,
            (Field("kind", "text", "fact, preference or note.", required=True),),
        ),
        Kind("order.placed", _("Placed order {number} for {total_minor}"), WRACA, OPTIONAL, (*_OUR_ORDER, _TOTAL)),
        Kind("order.paid", _("Paid order {number}"), WRACA, OPTIONAL, (*_OUR_ORDER, _TOTAL)),
        Kind("order.cancelled", _("Order {number} was cancelled"), WRACA, OPTIONAL, (*_OUR_ORDER, _TOTAL, _REASON)),
        Kind("order.reinstated", _("The cancellation of order {number} was taken back"), WRACA, OPTIONAL, _OUR_ORDER),
        Kind(
            "order.refunded",
            _("{amount_minor} of order {number} was given back"),
            WRACA,
            OPTIONAL,
            (*_OUR_ORDER, Field("amount_minor", "amount", "What was given back.", required=True), _REASON),
        ),
        *(
            Kind(
                f"consent.{action}",
                sentence,
                WRACA,
                REQUIRED,
                (
                    Field("channel", "text", "email, sms, phone, push, messenger or post.", required=True),
                    Field("purpose", "text", "What for, e.g. marketing.", required=True),
                ),
            )
            for action, sentence in (
                ("requested", _("Was asked to confirm the consent: {channel}, {purpose}")),
                ("given", _("Agreed to be written to: {channel}, {purpose}")),
                ("confirmed", _("Confirmed the consent: {channel}, {purpose}")),
                ("withdrawn", _("Withdrew the consent: {channel}, {purpose}")),
            )
        ),
        Kind(
            "message.sent",
            _("Was sent a message: {what}"),
            WRACA,
            REQUIRED,
            (
                Field("message", "integer", "The message's id.", required=True),
                Field("channel", "text", "email.", required=True),
                Field("what", "text", "Which message it was, e.g. log_in_link.", required=True),
            ),
        ),
        Kind(
            "question.answered",
            _("Answered a question"),
            WRACA,
            REQUIRED,
            (
                Field("answer", "integer", "The answer's id.", required=True),
                Field("question", "text", "Code of the question.", required=True),
                Field("by", "text", "staff, or the customer: who said it.", required=True),
            ),
        ),
        Kind(
            "stage.changed",
            _("Moved from stage {from_stage} to {to_stage}"),
            WRACA,
            REQUIRED,
            (
                Field("from_stage", "text", "The stage before; absent for the first."),
                Field("to_stage", "text", "The stage since that day.", required=True),
                Field("reason", "text", "Code of the reason.", required=True),
            ),
        ),
        # What customers do on the shop's pages.
        Kind("product.viewed", _("Looked at product {product}"), OUTSIDE, REQUIRED, (_PRODUCT,)),
        Kind(
            "product.searched",
            _("Searched for “{query}”"),
            OUTSIDE,
            REQUIRED,
            (
                Field("query", "text", "What they typed.", required=True),
                Field("results", "integer", "How many products were found; 0 is worth knowing."),
            ),
        ),
        Kind(
            "cart.changed",
            _("Put together a cart for {value_minor}"),
            OUTSIDE,
            REQUIRED,
            (
                Field("value_minor", "amount", "What the cart would cost.", required=True),
                Field("variants", "texts", "Outside ids of the variants in it."),
            ),
        ),
        Kind("checkout.started", _("Began to check out"), OUTSIDE, REQUIRED, (_ORDER_IF_ANY,)),
        # Facts of service.
        Kind(
            "delivery.promised",
            _("Was promised order {order} by {by}"),
            OUTSIDE,
            REQUIRED,
            (_ORDER, Field("by", "moment", "The moment by which it should be there.", required=True)),
        ),
        Kind("delivery.arrived", _("Order {order} arrived"), OUTSIDE, REQUIRED, (_ORDER,)),
        Kind(
            "complaint.opened",
            _("Complained: {subject}"),
            OUTSIDE,
            REQUIRED,
            (
                Field("complaint", "text", "The complaint's id.", required=True),
                Field("subject", "text", "What about, in a few words.", required=True),
                _ORDER_IF_ANY,
            ),
        ),
        Kind(
            "complaint.closed",
            _("The complaint was closed: {outcome}"),
            OUTSIDE,
            REQUIRED,
            (
                Field("complaint", "text", "The complaint's id.", required=True),
                Field("outcome", "text", "accepted, refused or settled.", required=True),
            ),
        ),
        Kind(
            "opinion.given",
            _("Gave an opinion: {rating} of 5"),
            OUTSIDE,
            REQUIRED,
            (
                Field("rating", "integer", "1 (worst) to 5 (best).", required=True),
                Field("text", "text", "What they wrote."),
                Field("product", "text", "Outside id of the product; absent: about the shop."),
                _ORDER_IF_ANY,
            ),
        ),
        Kind(
            "service.asked",
            _("Wrote to service: {subject}"),
            OUTSIDE,
            REQUIRED,
            (Field("subject", "text", "What about, in a few words.", required=True),),
        ),
        Kind(
            "service.replied",
            _("Service replied: {subject}"),
            OUTSIDE,
            REQUIRED,
            (
                Field("subject", "text", "What about, in a few words.", required=True),
                Field("minutes", "integer", "How long the customer had waited."),
            ),
        ),
        # Facts of the catalogue.
        Kind(
            "price.changed",
            _("Variant {variant} costs {price_minor}"),
            OUTSIDE,
            NONE,
            (_VARIANT, Field("price_minor", "amount", "The price from then on.", required=True)),
        ),
        Kind(
            "stock.changed",
            _("Variant {variant}: {quantity} in stock"),
            OUTSIDE,
            NONE,
            (
                _VARIANT,
                Field("quantity", "integer", "Pieces on the shelf from then on.", required=True),
                Field("location", "text", "Which shop or store; absent: all of them together."),
            ),
        ),
    )
}


def payload_problem(kind: Kind, payload: Mapping[str, object]) -> Problem | None:
    """What is wrong with what came for it. Fields nobody declared are kept."""
    for declared in kind.fields:
        value = payload.get(declared.name)
        if value is None:
            if declared.required:
                return Problem("event_field_missing", {"kind": kind.name, "field": declared.name})
        elif not _CHECKS[declared.type](value):
            return Problem(
                "event_field_malformed", {"kind": kind.name, "field": declared.name, "expected": declared.type}
            )
    return None


def describe(kind: str, payload: Mapping[str, object], amount: Callable[[int], str] = str) -> str:
    """The event in a sentence of the active language; `amount` writes minor units with their currency."""
    known = KINDS.get(kind)
    if known is None:
        return kind
    amounts = {declared.name for declared in known.fields if declared.type == "amount"}
    values = {
        name: amount(value) if name in amounts and isinstance(value, int) else value for name, value in payload.items()
    }
    return str(known.sentence).format_map(_Blanks(values))


class _Blanks(dict):
    """What the payload does not tell is shown as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _is_integer(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 5000


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "text": _is_text,
    "integer": lambda value: _is_integer(value, -MOST_PIECES, MOST_PIECES),
    "amount": lambda value: _is_integer(value, 0, MOST_MINOR),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "moment": _is_moment,
    "texts": lambda value: isinstance(value, list) and len(value) <= 1000 and all(map(_is_text, value)),
}
