"""The addresses of the API. Outside ids are those of the key's source."""

# No postponed annotations: Ninja would look them up in the module of the decorator.

from typing import Annotated

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from wraca.api import reading
from wraca.api.access import needs
from wraca.api.schemas import reading as reads
from wraca.api.schemas import writing as writes
from wraca.api.writing import SUBJECTS, take
from wraca.catalogue.models import Product
from wraca.customers import queries as customers
from wraca.customers.identity.queries import find_person
from wraca.customers.models import Customer
from wraca.events.models import Event
from wraca.orders.models import Order

router = Router()
MOST_ID = 2**63 - 1
Cursor = Annotated[int, Query(ge=0, le=MOST_ID, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=reading.MOST_IN_PAGE)]
OutsideId = Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


@router.post("/customers", openapi_extra=writes(SUBJECTS["customers"]), summary="Send customers")
@needs("customers:write")
def send_customers(request: HttpRequest) -> HttpResponse:
    return take(request, SUBJECTS["customers"])


@router.post("/products", openapi_extra=writes(SUBJECTS["products"]), summary="Send products with their variants")
@needs("products:write")
def send_products(request: HttpRequest) -> HttpResponse:
    return take(request, SUBJECTS["products"])


@router.post("/orders", openapi_extra=writes(SUBJECTS["orders"]), summary="Send orders")
@needs("orders:write")
def send_orders(request: HttpRequest) -> HttpResponse:
    return take(request, SUBJECTS["orders"])


@router.post("/events", openapi_extra=writes(SUBJECTS["events"]), summary="Send events")
@needs("events:write")
def send_events(request: HttpRequest) -> HttpResponse:
    return take(request, SUBJECTS["events"])


@router.get("/customers", openapi_extra=reads(found="Page"), summary="List customers")
@needs("customers:read")
def list_customers(request: HttpRequest, cursor: Cursor = 0, limit: Limit = 100) -> HttpResponse:
    rows = Customer.objects.filter(source=request.key.source, erased_at=None)
    return reading.page(rows, reading.show_customers, cursor=cursor, limit=limit)


@router.get("/customers/one", openapi_extra=reads(found="object", missing=True), summary="Find a customer")
@needs("customers:read")
def find_customer(request: HttpRequest, outside_id: OutsideId) -> HttpResponse:
    rows = Customer.objects.filter(source=request.key.source, outside_id=outside_id, erased_at=None)
    return reading.one(rows, reading.show_customers, outside_id, request.key.source)


@router.get("/products", openapi_extra=reads(found="Page"), summary="List products")
@needs("products:read")
def list_products(request: HttpRequest, cursor: Cursor = 0, limit: Limit = 100) -> HttpResponse:
    rows = Product.objects.filter(source=request.key.source)
    return reading.page(rows, reading.show_products, cursor=cursor, limit=limit)


@router.get("/products/one", openapi_extra=reads(found="object", missing=True), summary="Find a product")
@needs("products:read")
def find_product(request: HttpRequest, outside_id: OutsideId) -> HttpResponse:
    rows = Product.objects.filter(source=request.key.source, outside_id=outside_id)
    return reading.one(rows, reading.show_products, outside_id, request.key.source)


@router.get("/orders", openapi_extra=reads(found="Page"), summary="List orders")
@needs("orders:read")
def list_orders(request: HttpRequest, cursor: Cursor = 0, limit: Limit = 100) -> HttpResponse:
    rows = Order.objects.filter(source=request.key.source)
    return reading.page(rows, reading.show_orders, cursor=cursor, limit=limit)


@router.get("/orders/one", openapi_extra=reads(found="object", missing=True), summary="Find an order")
@needs("orders:read")
def find_order(request: HttpRequest, outside_id: OutsideId) -> HttpResponse:
    rows = Order.objects.filter(source=request.key.source, outside_id=outside_id)
    return reading.one(rows, reading.show_orders, outside_id, request.key.source)


@router.get("/events", openapi_extra=reads(found="Page"), summary="List events, a customer's or all")
@needs("events:read")
def list_events(
    request: HttpRequest, customer: OutsideId | None = None, cursor: Cursor = 0, limit: Limit = 100
) -> HttpResponse:
    # What Wraca itself tells (orders paid, stages) is given for the key's own customers only.
    own = Customer.objects.filter(source=request.key.source).values("pk")
    rows = Event.objects.filter(Q(source=request.key.source) | Q(source="wraca", customer_id__in=own))
    if customer is not None:
        known = customers.find_by_outside_id(request.key.source, customer)
        person = find_person(known.pk) if known else None
        rows = rows.filter(customer_id__in=person.member_ids if person else ())
    return reading.page(rows, reading.show_events, cursor=cursor, limit=limit)
