"""Why a row was rejected, in the reader's language: code and values in, a sentence out that says what to do."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from wraca.kit.recorded import Problem

SENTENCES = {
    "row_not_json": _("The row is not JSON. Expected one JSON object a line."),
    "row_not_object": _("The row is of type {given}. Expected a JSON object with some of: {known}."),
    "row_too_long": _("The row is longer than {most_mb} MB. Check that each object ends with its line."),
    "row_too_short": _("The row has {given} columns, the header {expected}. Check quotes and separators."),
    "field_unknown": _("Unknown field “{field}”. Known are: {known}."),
    "field_missing": _("The field “{field}” is missing."),
    "field_malformed": _("The field “{field}” is malformed: {expected}."),
    "number_malformed": _("“{field}” is “{given}”, which is not a number. Expected digits, e.g. 12 or 12,50."),
    "id_shortened": _(
        "“{field}” is “{given}”: a spreadsheet has shortened it, and its last digits are lost. Take it from the"
        " first export, not from one that Excel has saved."
    ),
    "date_malformed": _("“{field}” is “{given}”, which is not a date. Expected e.g. 2026-11-22 14:30 or 22.11.2026."),
    "boolean_malformed": _("“{field}” is “{given}”. Expected yes or no."),
    "id_malformed": _("The id “{id}” must have 1 to 200 characters, without spaces at its ends."),
    "id_with_control_character": _(
        "The id “{id}” holds a control character (NUL, tab, line break), shown as ?. Leave it out."
    ),
    "text_malformed": _("“{field}” holds a character that cannot be kept (NUL), or more than 5000 characters."),
    "json_too_large": _("“{field}” takes {bytes} bytes; at most {most} are kept. Leave out what is not needed."),
    "moment_without_offset": _("“{field}” is {given}, without a time zone. Add one, e.g. +01:00 or Z."),
    "moment_too_early": _(
        "“{field}” is {given}, which looks like a missing date. Expected a moment from 1990 to tomorrow."
    ),
    "moment_out_of_range": _("“{field}” is {given}. Expected a moment from 1990 to tomorrow."),
    "amount_out_of_range": _(
        "“{field}” is {given}. Expected an amount from 0 to 10 000 000 000 000 minor units; what was given back"
        " is a refund."
    ),
    "quantity_negative": _("Line {line} has the quantity {given}. Send what came back as a refund of the order."),
    "quantity_out_of_range": _("The quantity {given} is out of range; at most {most}."),
    "too_many_lines": _("The order has {given} lines; at most {most} are taken."),
    "order_without_content": _(
        "The order has no lines and its total is 0, so nothing was bought. Send its lines, or what was paid for it."
    ),
    "order_scattered": _("Order “{order}” came before. Sort the file, so that the rows of one order stand together."),
    "currency_of_another_shop": _(
        "The order is in {given}, the shop in {expected}. One installation has one currency: convert it,"
        " or leave it out."
    ),
    "customer_unknown": _(
        "The customer “{customer}” is unknown in the source “{source}”. Send the customer first, or together with the"
        " order, under the same source."
    ),
    "customer_erased": _("This person was erased. What is told of them is not taken in, and not kept here."),
    "person_unknown": _("The row has neither an id nor an e-mail address nor a telephone: nobody can be told by it."),
    "customer_missing": _("An event {kind} is about a customer, and none was given."),
    "customer_not_meant": _("An event {kind} is about no customer. Leave the customer out."),
    "email_malformed": _("The e-mail address of customer “{id}” is not one. Mend it, or leave it empty."),
    "phone_malformed": _(
        "The telephone number of customer “{id}” is not one. Write it as +48601100100, or leave it empty."
    ),
    "country_malformed": _("The country is “{given}”. Expected two letters, e.g. PL."),
    "birth_date_out_of_range": _("The date of birth is {given}. Expected one from 1880 to today, or none."),
    "category_malformed": _("The category of product “{id}” has an empty name in its path."),
    "variant_fields_twice": _(
        "Product “{id}” has variants, so price, stock, cost, SKU and EAN belong to them and not to the product."
    ),
    "variant_twice": _("Product “{id}” lists one variant twice."),
    "variant_of_another_product": _("The variant “{variant}” was given to product “{product}” earlier in the file."),
    "address_malformed": _("The address of product “{id}” must begin with https:// or http://."),
    "photograph_malformed": _("A photograph of product “{id}” needs an address that begins with https:// or /."),
    "refund_twice": _("One refund is listed twice. Each needs its own id within the order."),
    "refund_out_of_range": _("Refund “{refund}” is of {given}. Expected a positive amount in minor units."),
    "refund_before_order": _("Refund “{refund}” is of {given}, before the order was placed ({placed_at})."),
    "refunds_above_total": _(
        "The refunds come to {given} minor units, the order to {total}. Mend the amounts; an order is told whole each"
        " time, with its lines."
    ),
    "refunds_unfit": _(
        "The refunds already known are more than the order's total as it is told now, or from before it was placed."
        " Send the order with its refunds."
    ),
    "cancellation_before_order": _("The order was cancelled at {given}, before it was placed ({placed_at})."),
    "kind_unknown": _("“{kind}” is no kind of event. docs/events.md lists them."),
    "kind_is_ours": _("Events {kind} are made by Wraca itself. Send the order or customer, and the event follows."),
    "event_field_missing": _("An event {kind} needs the field “{field}” in its payload."),
    "event_field_malformed": _("The field “{field}” of an event {kind} must be of type {expected}."),
    "key_with_other_content": _("The event's key came before with other content. Give a new event a new key."),
}


def sentence(problem: Problem) -> str:
    return sentence_of(problem.reason, problem.values)


def sentence_of(reason: str, values: Mapping[str, object]) -> str:
    """An unknown code is shown as it is: a reject may be older than this program."""
    known = SENTENCES.get(reason)
    if known is None:
        return reason
    shown = {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in values.items()}
    return str(known).format_map(_Blanks(shown))


class _Blanks(dict):
    def __missing__(self, key: str) -> str:
        return "?"
