import pytest
from tests.cast import NOW, SOURCE, at, load_cast

from wraca.catalogue.models import PriceChange, Variant
from wraca.catalogue.queries import find_price
from wraca.connectors.events_in import ToldEvent, record_told_events
from wraca.customers.models import Customer
from wraca.events.actions import NewEvent, append_events
from wraca.events.kinds import KINDS, describe
from wraca.events.models import Event
from wraca.events.queries import list_timeline
from wraca.jobs.follow_events import follow_events
from wraca.kit.errors import Conflict


@pytest.fixture
def cast(db):
    load_cast()


def event(key: str, kind: str = "product.viewed", **more: object) -> ToldEvent:
    more.setdefault("customer", "ada")
    more.setdefault("payload", {"product": "mug"})
    return ToldEvent(key=key, kind=kind, at=at(11, 1), **more)


def tell(*events: ToldEvent):
    return record_told_events(events, source=SOURCE, now=NOW)


def test_orders_leave_their_events_once(cast):
    bruno = Customer.objects.get(outside_id="bruno").pk
    kinds = Event.objects.filter(customer_id=bruno).order_by("at", "id").values_list("kind", flat=True)
    assert list(kinds) == ["customer.signed_up", "order.placed", "order.paid"]


def test_event_told_twice_is_one(cast):
    first, second = tell(event("1")), tell(event("1"))
    assert (first.new, second.new, second.same) == (1, 0, 1)
    assert first.results[0].id == second.results[0].id


def test_same_key_with_other_content_is_rejected_alone(cast):
    told = tell(event("1"), event("1", payload={"product": "shirt"}), event("2"))
    assert [r.status for r in told.results] == ["new", "rejected", "new"]
    assert told.results[1].problem.reason == "key_with_other_content"


def test_append_with_other_content_raises_and_appends_nothing(cast):
    append_events([NewEvent(at(11, 1), "stage.changed", "k", payload={"to_stage": "core"})])
    before = Event.objects.count()
    with pytest.raises(Conflict, match="1 event keys"):
        append_events(
            [
                NewEvent(at(11, 1), "stage.changed", "other", payload={"to_stage": "core"}),
                NewEvent(at(11, 1), "stage.changed", "k", payload={"to_stage": "repeat"}),
            ]
        )
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (event("1", "product.eaten"), "kind_unknown"),
        (event("1", "order.paid"), "kind_is_ours"),
        (event("1", customer="nobody"), "customer_unknown"),
        (event("1", customer=None), "customer_missing"),
        (event("1", "stock.changed", payload={"variant": "mug", "quantity": 1}), "customer_not_meant"),
        (event("1", payload={}), "event_field_missing"),
        (event("1", payload={"product": 7}), "event_field_malformed"),
        (event("1", payload={"product": "mug\x00"}), "text_malformed"),
        (event("1", payload={"product": "mug", "more": "x" * 20_000}), "json_too_large"),
        (event(" 1"), "id_malformed"),
    ],
)
def test_bad_event_is_rejected_with_its_reason(cast, told, reason):
    assert tell(told).results[0].problem.reason == reason


def test_timeline_pages_from_new_to_old_without_gaps(cast):
    ela = Customer.objects.get(outside_id="ela").pk
    seen, before = [], None
    while True:
        page = list_timeline([ela], before=before, limit=2)
        seen += [e.kind for e in page.events]
        before = page.next_before
        if before is None:
            break
    # Placed and paid at the same moment: the later row first.
    assert seen == [
        "order.paid",
        "order.placed",
        "order.refunded",
        "order.paid",
        "order.placed",
        "customer.signed_up",
    ]


@pytest.mark.django_db(transaction=True)
def test_price_and_stock_that_arrive_as_events_reach_the_catalogue():
    load_cast()
    tell(
        event("p1", "price.changed", customer=None, payload={"variant": "mug", "price_minor": 1200}),
        event("s1", "stock.changed", customer=None, payload={"variant": "mug", "quantity": 3, "location": "Praga"}),
        event("s2", "stock.changed", customer=None, payload={"variant": "mug", "quantity": 4, "location": "Wola"}),
    )
    before = Variant.objects.get(outside_id="mug")
    # The catalogue heard 10 zl and 5 pieces at NOW, after these events' moment: the later word stands.
    follow_events(NOW)
    after = Variant.objects.get(outside_id="mug")
    assert (after.price_minor, before.price_minor) == (1000, 1000)
    assert find_price(after.pk, at(11, 2)) == 1200


@pytest.mark.django_db(transaction=True)
def test_follower_handles_each_event_and_nothing_twice():
    load_cast()
    seen = []
    reactions = {"product.viewed": (lambda events, now: seen.extend(e.key for e in events),)}
    tell(*(event(str(n)) for n in range(3)))
    assert follow_events(NOW, reactions=reactions) == 3
    assert follow_events(NOW, reactions=reactions) == 0
    tell(event("4"))
    assert follow_events(NOW, reactions=reactions) == 1
    assert seen == ["cast:0", "cast:1", "cast:2", "cast:4"]


@pytest.mark.django_db(transaction=True)
def test_batch_that_fails_is_handled_again():
    load_cast()
    tell(event("1"))

    def fail(events, now):
        raise RuntimeError("a reaction that fails")

    with pytest.raises(RuntimeError):
        follow_events(NOW, reactions={"product.viewed": (fail,)})
    seen = []
    assert follow_events(NOW, reactions={"product.viewed": (lambda events, now: seen.extend(events),)}) == 1


@pytest.mark.django_db(transaction=True)
def test_stock_of_two_places_is_summed():
    load_cast()
    tell(
        *(
            event(
                f"{place}{n}",
                "stock.changed",
                customer=None,
                payload={"variant": "shirt-s", "quantity": n, "location": place},
            )
            for place, n in (("A", 2), ("B", 5))
        )
    )
    follow_events(NOW)
    assert Variant.objects.get(outside_id="shirt-s").stock_quantity == 7


def test_price_history_holds_each_change_once(cast):
    assert PriceChange.objects.filter(variant__outside_id="shirt-s").count() == 1


def test_every_kind_is_described_with_its_fields():
    for kind in KINDS.values():
        payload = {declared.name: 1 for declared in kind.fields}
        assert "–" not in describe(kind.name, payload)
    assert describe("order.placed", {"number": "7", "total_minor": 5}, lambda minor: f"{minor} gr") == (
        "Placed order 7 for 5 gr"
    )
