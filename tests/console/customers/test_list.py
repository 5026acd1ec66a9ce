from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime
from tests.console.generation import AS_OF, publish
from tests.console.people import customer_row, ids

from wraca.console.customers.queries import Wanted, find_ids, find_people, list_customers
from wraca.console.reading import find_reader
from wraca.customers.models import Customer
from wraca.events.actions import OURS, NewEvent, record_events

LIST = "console:customers"


@pytest.fixture
def people(shop, generations_folder) -> dict[str, int]:
    """Ada is newer than the generation; Celina is core and overdue, the others repeat."""
    known = ids()
    rows = [customer_row(id_) for name, id_ in known.items() if name not in {"ada", "celina"}]
    late = customer_row(known["celina"], "core", overdue_since=date(2026, 11, 1), expected_value_365_minor=50_000)
    publish(generations_folder, {"customers": [*rows, late]})
    return known


def listed(wanted: Wanted) -> list[int]:
    return [row["customer_id"] for row in list_customers(find_reader(), AS_OF, wanted).page.rows]


def test_list_sorts_by_value_and_puts_the_unknown_last(people):
    found = listed(Wanted(sort="value", descending=True))
    assert found[0] == people["celina"]
    assert len(found) == 7


def test_list_filters_by_stage_and_lateness(people):
    assert listed(Wanted({"stage": ("core",), "overdue": ("7",)})) == [people["celina"]]
    assert listed(Wanted({"stage": ("core",), "overdue": ("30",)})) == []


def test_list_sorts_by_name_as_poles_do(people):
    # Czyż, Ćwik, Lis, Łoś, Śliwa, Zając, Źrebak
    names = ["henio", "celina", "darek", "bruno", "gosia", "filip", "ela"]
    assert listed(Wanted(sort="name", descending=False)) == [people[name] for name in names]


def test_names_are_walked_alike_where_there_are_too_many_to_sort(people, monkeypatch):
    sorted_at_once = listed(Wanted(sort="name", descending=False))
    monkeypatch.setattr("wraca.console.customers.queries.NAMES_SORTED", 0)
    monkeypatch.setattr("wraca.console.customers.queries.WALK", 2)
    assert listed(Wanted(sort="name", descending=False)) == sorted_at_once
    assert listed(Wanted(sort="name", descending=True)) == sorted_at_once[::-1]


def test_search_folds_polish_letters_and_finds_people_newer_than_the_generation(people):
    listing = list_customers(find_reader(), AS_OF, Wanted(text="zak"))
    assert [person["id"] for person in listing.newer] == [people["ada"]]
    assert listing.page.total == 0


@pytest.mark.parametrize("text", ["łoś", "BRUNO los", "bruno@example.com"])
def test_search_finds_by_name_and_address(text, people):
    assert find_ids(text) == [people["bruno"]]


def test_search_finds_by_phone_without_the_country_code(people):
    assert find_ids("601100100") == [people["ada"]]


def test_list_shows_as_of_and_count(people, owner):
    answer = owner.get(reverse(LIST), {"stage": "core"}, headers={"accept-language": "en"})
    assert (answer.context["total"], answer.context["as_of"]) == (1, AS_OF)
    assert '<time datetime="2026-11-21">' in answer.content.decode()


def test_list_costs_as_many_queries_for_one_row_as_for_three(shop, owner, generations_folder):
    known = sorted(ids().values())

    def cost(rows: int) -> int:
        publish(generations_folder, {"customers": [customer_row(id_) for id_ in known[:rows]]})
        owner.get(reverse(LIST))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert owner.get(reverse(LIST)).status_code == 200
        return len(queries)

    assert cost(1) == cost(3)


def test_file_holds_everybody_with_semicolons_in_polish(people, owner):
    owner.cookies["wraca_language"] = "pl"
    answer = owner.get(reverse("console:customers-csv"), {"sort": "name"})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffId;Imię;Nazwisko;")
    assert len(text.splitlines()) == 1 + 7


def test_file_is_not_for_the_service_desk(people, service):
    assert service.get(reverse("console:customers-csv")).status_code == 403


def test_profile_tells_stage_consents_and_orders(people, owner):
    page = owner.get(reverse("console:customer", args=[people["celina"]])).content.decode()
    assert "Celina Ćwik" in page
    assert "celina@example.com" in page


def test_profile_of_nobody_is_missed(people, owner):
    assert owner.get(reverse("console:customer", args=[10**9])).status_code == 404


def test_timeline_goes_on_where_it_stopped(people, owner, monkeypatch):
    monkeypatch.setattr("wraca.console.customers.profile.TIMELINE_ROWS", 2)
    first = owner.get(reverse("console:customer", args=[people["celina"]]))
    assert first.context["next_before"]
    address = reverse("console:customer-timeline", args=[people["celina"]])
    second = owner.get(address, {"before": first.context["next_before"]}, headers={"hx-request": "true"})
    assert {m.at for m in first.context["moments"]}.isdisjoint({m.at for m in second.context["moments"]})


def tell_change(customer_id: int, day: date, to_stage: str, from_stage: str = "repeat") -> None:
    at = datetime.combine(day, time(23, 59, 59), ZoneInfo("Europe/Warsaw"))
    key = f"stage.changed:{customer_id}:{day}:{to_stage}"
    payload = {"from": from_stage, "to": to_stage, "reason": "silent", "values": {}}
    record_events(
        [NewEvent(at=at, kind="stage.changed", key=key, customer_id=customer_id, payload=payload)], source=OURS
    )


def test_timeline_shows_the_day_of_a_stage_and_none_that_a_later_refresh_took_back(shop, owner, generations_folder):
    owner.cookies["wraca_language"] = "en"
    celina = ids()["celina"]
    stands, taken_back, newer = date(2026, 5, 2), date(2026, 5, 9), AS_OF + timedelta(days=1)
    for day in (stands, taken_back, newer):
        tell_change(celina, day, "core")
    change = {"customer_id": celina, "day": stands, "from_stage": "repeat", "to_stage": "core", "reason": "brings_half"}
    publish(generations_folder, {"customers": [customer_row(celina, "core")], "stage_changes": [change]})
    answer = owner.get(reverse("console:customer", args=[celina]), {"show": "stages"})
    # The one newer than the generation is not known to be wrong.
    assert [localtime(m.at, ZoneInfo("Europe/Warsaw")).date() for m in answer.context["moments"]] == [newer, stands]
    assert {m.text for m in answer.context["moments"]} == {"Stage: Repeat → Core"}
    page = answer.content.decode()
    assert "23:59" not in page
    assert "2 May 2026" in page.replace("\u00a0", " ")


def test_list_says_as_of_the_refresh_and_profile_says_now(people, owner):
    owner.cookies["wraca_language"] = "en"
    listed_page = owner.get(reverse(LIST)).content.decode().replace("\u00a0", " ")
    assert "as of the last refresh" in listed_page
    answer = owner.get(reverse("console:customer", args=[people["celina"]]))
    # The list has her as core; by her orders in truth she is not.
    assert answer.context["score"].listed_stage == "core" != answer.context["score"].stage
    assert "in the lists still: Core, as of the last refresh" in answer.content.decode()


def test_search_finds_by_number_here_and_by_number_there(people):
    celina = people["celina"]
    assert find_ids(f"#{celina}") == [celina]
    assert celina in find_ids(str(celina))
    assert find_ids("celina")[0] == celina
    Customer.objects.filter(pk=people["ela"]).update(outside_id="C-17/b")
    assert find_ids("C-17/b") == find_ids("#C-17/b") == [people["ela"]]
    assert find_ids("#999999999999999999999999") == []


def test_palette_finds_by_a_short_number(people, owner):
    page = owner.get(reverse("console:palette"), {"q": f"#{people['celina']}"}).content.decode()
    assert reverse("console:customer", args=[people["celina"]]) in page
    assert [person["id"] for person in find_people(str(people["celina"]))] == [people["celina"]]
    assert find_people("ce") == []


def test_number_of_an_order_is_not_taken_for_its_buyers(people):
    celina = people["celina"]
    assert celina not in find_ids(str(celina), own_number=False)
