"""Records what is told about customers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction

from wraca.customers import bulk
from wraca.customers.identity.models import IdentifierLink
from wraca.customers.incoming import NewCustomer, find_problem, normal_customer, together
from wraca.customers.rights.digests import find_erased
from wraca.events.incoming import require_source
from wraca.kit.recorded import REJECTED, SAME, Problem, Recorded, Result, whole
from wraca.shop.queries import the_shop


def record_customers(
    customers: Sequence[NewCustomer],
    *,
    source: str,
    now: datetime,
    only_new: Collection[str] = (),
    lock_beside: str = bulk.NOBODY,
    proof: str = IdentifierLink.CLAIMED,
    by: int | None = None,
) -> Recorded:
    """Creates or updates each by its outside id, in one transaction; a bad one is rejected alone.

    A field left out keeps its value. Consents are appended, each once. Those of the outside ids `only_new` are left as
    they are if they exist; `lock_beside` is a SELECT of the ids of further customers that the caller's transaction is
    going to write to (wraca.orders.bulk). `proof` says what makes e-mail and phone theirs: unless somebody says more, a
    claim; `by` is the staff member who tells it, None where a system does. One who was erased is rejected: nothing
    that a system tells brings them back. Raises InvalidInput for a malformed source, NotReady without a shop.
    """
    require_source(source)
    country = the_shop().country
    results: list[Result | None] = [None] * len(customers)
    people: dict[str, NewCustomer] = {}
    rows: dict[str, list[int]] = {}
    for row, told in enumerate(customers):
        customer = normal_customer(told, country)
        if problem := find_problem(customer, now):
            results[row] = Result(REJECTED, None, problem)
            continue
        known = people.get(customer.outside_id)
        people[customer.outside_id] = together(known, customer) if known else customer
        rows.setdefault(customer.outside_id, []).append(row)
    with transaction.atomic(), connection.cursor() as cursor:
        for outside_id in find_erased(source, people):
            del people[outside_id]
            for row in rows.pop(outside_id):
                results[row] = Result(REJECTED, None, Problem("customer_erased"))
        written = bulk.write(
            cursor,
            list(people.values()),
            source=source,
            now=now,
            only_new=only_new,
            beside=lock_beside,
            proof=proof,
            by=by,
        )
    for outside_id, (status, customer_id) in zip(people, written, strict=True):
        first, *again = rows[outside_id]
        results[first] = Result(status, customer_id)
        for row in again:
            results[row] = Result(SAME, customer_id)
    return whole(results)
