"""The shop's own search: pairs found, decided, remembered; merged by rule where the owner allows it.

The search reads by a connection of its own, so what it is to find must be committed.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import NOW, SOURCE, at, open_cast_shop

from wraca.connectors.importing import ImportOptions, import_file
from wraca.customers.access.actions import set_shop_secret
from wraca.customers.actions import record_customers
from wraca.customers.duplicates import actions, queries
from wraca.customers.duplicates.models import DuplicateKeys, DuplicateModel, DuplicatePair
from wraca.customers.identity.actions import record_link
from wraca.customers.identity.models import Merge
from wraca.customers.incoming import NewCustomer
from wraca.customers.models import Customer
from wraca.customers.sign_up.actions import record_form, record_sign_up
from wraca.events.keys import SCOPES, create_key
from wraca.jobs import check_newcomers, find_duplicates
from wraca.jobs.follow_events import follow_events
from wraca.jobs.merge_customers import merge
from wraca.jobs.models import JobRun
from wraca.kit.errors import InvalidInput
from wraca.reactions import AT_ONCE
from wraca.shop.actions import allow_certain_merges
from wraca.staff.models import User

GIVEN = ["Anna", "Piotr", "Ewa", "Jan", "Zofia", "Adam", "Maria", "Karol", "Beata", "Leon"]
FAMILY = ["Nowak", "Kowal", "Wilk", "Lis", "Mazur", "Krupa", "Dudek", "Wrona", "Sowa", "Bielak", "Czaja", "Gil"]


def someone(number: int, **more: object) -> NewCustomer:
    """Sixty strangers with a home and a mailbox each."""
    fields = {
        "given_name": GIVEN[number % 10],
        "family_name": FAMILY[number % 12],
        "email": f"box{number:03d}@example.com",
        "phone": f"+486010{number * 1237 % 100_000:05d}",
        "street": f"Polna {number}",
        "postcode": f"{10 + number % 40}-{100 + number}",
        "city": f"Town {number % 40}",
        "birth_date": date(1950, 1, 1) + timedelta(days=number * 211),
        "signed_up_at": at(1, 2),
    }
    return NewCustomer(outside_id=f"c{number}", **{**fields, **more})


#: 0 again with a pet name and a new mailbox; 1 again with the telephone alone; 2's husband; 3 in another spelling.
TWICE = [
    someone(0, given_name="Ania", email="anka77@example.org"),
    someone(1, email="", street="", postcode="", city="", birth_date=None),
    someone(2, given_name="Tomasz", email="tomasz@example.com", phone="+48699000111", birth_date=date(1951, 5, 5)),
    someone(3, family_name="LIS", email="BOX003@example.com", birth_date=None),
]


def again(number: int, customer: NewCustomer) -> NewCustomer:
    return NewCustomer(**{**{f: getattr(customer, f) for f in customer.__struct_fields__}, "outside_id": f"a{number}"})


@pytest.fixture
def shop(transactional_db) -> dict[str, int]:
    open_cast_shop()
    people = [someone(number) for number in range(60)]
    record_customers([*people, *(again(i, c) for i, c in enumerate(TWICE))], source=SOURCE, now=NOW)
    return dict(Customer.objects.values_list("outside_id", "id"))


@pytest.fixture
def searched(shop) -> dict[str, int]:
    find_duplicates.search(NOW)
    return shop


def found() -> set[tuple[str, str]]:
    return {(pair.left.outside_id, pair.right.outside_id) for pair in queries.list_open_pairs(NOW)}


def test_search_finds_who_is_known_twice_and_not_the_husband(searched):
    assert found() == {("a0", "c0"), ("a1", "c1"), ("a3", "c3")}
    assert DuplicateKeys.objects.count() == 64
    assert DuplicateModel.objects.get().people == 64


def test_pair_says_why(searched):
    pair = DuplicatePair.objects.get(left_id=searched["a0"])
    told = {reason["name"]: reason["level"] for reason in pair.reasons}
    # Ania is Anna.
    same = dict.fromkeys(("phone", "family", "given", "address", "birth"), "same")
    assert told == {**same, "email": "differs"}
    assert pair.rule == "phone"
    bits = {reason["name"]: reason["bits"] for reason in pair.reasons}
    assert bits["phone"] > 0 > bits["email"]


def test_search_again_changes_nothing(searched):
    before = list(DuplicatePair.objects.order_by("pk").values())
    find_duplicates.search(NOW + timedelta(days=1))
    assert list(DuplicatePair.objects.order_by("pk").values()) == before


def test_decisions_stand(searched):
    one, other, third = DuplicatePair.objects.order_by("left_id")
    actions.decide(one.pk, "different", now=NOW, by=7)
    actions.decide(other.pk, "later", now=NOW, by=7)
    find_duplicates.search(NOW)
    assert [pair.pk for pair in queries.list_open_pairs(NOW)] == [third.pk]
    after = NOW + timedelta(days=31)
    assert {pair.pk for pair in queries.list_open_pairs(after)} == {other.pk, third.pk}
    with pytest.raises(InvalidInput, match="no decision"):
        actions.decide(one.pk, "perhaps", now=NOW, by=7)


def test_merge_and_taking_it_back_leave_every_row_as_before(searched):
    before = list(Customer.objects.order_by("pk").values())
    pair = DuplicatePair.objects.get(left_id=searched["a0"])
    find_duplicates.merge_pair(pair.pk, now=NOW, by=None, fields={"given_name": pair.right_id})
    assert Customer.objects.get(pk=pair.right_id).canonical_id == pair.left_id
    assert pair.pk not in {open_.pk for open_ in queries.list_open_pairs(NOW)}
    find_duplicates.take_back(pair.pk, now=NOW, by=None)
    drop = ("changed", "updated_at")
    assert [_without(row, drop) for row in Customer.objects.order_by("pk").values()] == [
        _without(row, drop) for row in before
    ]
    assert pair.pk in {open_.pk for open_ in queries.list_open_pairs(NOW)}


def _without(row: dict, names: tuple[str, ...]) -> dict:
    return {name: value for name, value in row.items() if name not in names}


def test_nothing_is_merged_unless_the_owner_allows_it(searched):
    assert not Merge.objects.exists()
    allow_certain_merges(allowed=True)
    result = find_duplicates.search(NOW)
    assert result["merged"] == Merge.objects.count() > 0
    assert {merge.by for merge in Merge.objects.all()} == {None}
    assert all(merge.rule.startswith("duplicate:") for merge in Merge.objects.all())
    assert find_duplicates.search(NOW)["merged"] == 0


def test_who_types_anothers_name_and_telephone_is_not_merged_into_them(searched):
    """a0 has the telephone, name, home and birth date of c0, and a mailbox of their own: its page would show c0's."""
    allow_certain_merges(allowed=True)
    find_duplicates.search(NOW)
    merged = Merge.objects.values_list("from_customer__outside_id", "into_customer__outside_id")
    assert [set(pair) for pair in merged] == [{"a3", "c3"}]
    assert found() == {("a0", "c0"), ("a1", "c1")}


def test_account_of_a_shop_that_only_typed_the_mailbox_is_not_merged(searched):
    """Its own log-in opens the page, and asks nobody at the mailbox."""
    allow_certain_merges(allowed=True)
    set_shop_secret(SOURCE, now=NOW, by=None)
    assert find_duplicates.search(NOW)["merged"] == 0
    for name in ("a3", "c3"):
        record_link("email", "box003@example.com", searched[name], proof="order", now=NOW)
    assert find_duplicates.search(NOW)["merged"] == 1


def test_new_customer_is_checked_against_all_with_the_same_result(searched):
    """As the search itself would say, with the pair found from the other side."""
    whole = {(p.left_id, p.right_id): (p.probability, p.reasons, p.rule) for p in DuplicatePair.objects.all()}
    DuplicatePair.objects.all().delete()
    assert len(actions.check_customers([searched["a0"], searched["a1"], searched["a3"]], now=NOW)) == 3
    assert {(p.left_id, p.right_id): (p.probability, p.reasons, p.rule) for p in DuplicatePair.objects.all()} == whole


def test_new_customer_is_found_by_the_next_one(searched):
    fresh = [
        again(8, someone(90, given_name="Zbyszek", family_name="Nowak", phone="")),
        again(9, someone(90, given_name="Nowak", family_name="Zbigniew", phone="")),
    ]
    for customer in fresh:
        record_customers([customer], source=SOURCE, now=NOW)
        actions.check_customers([Customer.objects.latest("id").pk], now=NOW)
    pair = DuplicatePair.objects.get(right_id=Customer.objects.latest("id").pk)
    assert pair.left.outside_id == "a8"


def test_who_signs_up_is_checked_as_the_timeline_is_followed(searched):
    catch_up()
    record_customers([again(7, someone(5, given_name="Adaś"))], source=SOURCE, now=NOW)
    follow_events(NOW)
    assert ("c5", "a7") in found()
    # Certain, but the owner wants to look: nothing is left for a job to do.
    assert waiting() == []


def test_nothing_is_checked_before_anything_was_learnt(shop):
    assert actions.check_customers([shop["a0"]], now=NOW) == []
    assert not DuplicateKeys.objects.exists()


def test_search_is_due_once_somebody_changed(shop):
    assert find_duplicates.queue_search_if_due()
    assert not find_duplicates.queue_search_if_due()


def one_more(customer: NewCustomer) -> int:
    record_customers([customer], source=SOURCE, now=NOW)
    return Customer.objects.latest("id").pk


@pytest.fixture
def moved(shop) -> dict[str, int]:
    """Customer 7 has another mailbox, home and telephone in a row of their own, which was merged into the first."""
    other = someone(71, given_name=GIVEN[7], family_name=FAMILY[7], birth_date=None, email="second.box@example.org")
    shop["second"] = one_more(again(70, other))
    merge(shop["second"], shop["c7"], now=NOW)
    return shop


#: Known by the second mailbox and home alone, and by nothing of the row that is shown.
LIKE_SECOND = someone(71, given_name=GIVEN[7], family_name="Inna", birth_date=None, email="second.box@example.org")


def test_what_a_merged_row_knows_counts_as_its_persons(moved):
    newcomer = one_more(again(80, LIKE_SECOND))
    find_duplicates.search(NOW)
    pair = DuplicatePair.objects.get(right_id=newcomer)
    assert pair.left_id == moved["c7"]
    assert {reason["name"] for reason in pair.reasons if reason["level"] == "same"} == {
        *("email", "phone", "address", "given")
    }
    assert not DuplicatePair.objects.filter(left_id=moved["second"]).exists()
    assert DuplicateModel.objects.get().people == find_duplicates.search(NOW)["people"] == 65


def test_newcomer_is_compared_with_merged_rows_too(moved):
    find_duplicates.search(NOW)
    assert DuplicateKeys.objects.filter(customer_id=moved["second"]).exists()
    newcomer = one_more(again(80, LIKE_SECOND))
    assert [(one.left, one.right) for one in actions.check_customers([newcomer], now=NOW)] == [(moved["c7"], newcomer)]
    assert actions.check_customers([moved["second"]], now=NOW)[0].left == moved["c7"]


def test_two_people_stay_two_when_one_of_them_is_merged_with_a_third(searched):
    pair = DuplicatePair.objects.get(left_id=searched["a0"])
    actions.decide(pair.pk, "different", now=NOW, by=7)
    # a0 becomes one with c30, whom nobody took for c0; a0's row still is like c0's.
    merge(searched["a0"], searched["c30"], now=NOW)
    find_duplicates.search(NOW)
    assert ("c0", "c30") not in found()
    actions.check_customers([searched["a0"]], now=NOW)
    assert ("c0", "c30") not in found()


def test_newcomers_who_came_together_find_each_other(searched):
    twins = [again(n, someone(95, given_name=name)) for n, name in ((91, "Katarzyna"), (92, "Kasia"))]
    record_customers(twins, source=SOURCE, now=NOW)
    ids = list(Customer.objects.filter(outside_id__in=["a91", "a92"]).values_list("pk", flat=True))
    actions.check_customers(ids, now=NOW)
    assert ("a91", "a92") in found()


def catch_up() -> None:
    """As if all who came so far had been followed and checked."""
    follow_events(NOW)
    queries.execute("DELETE FROM procrastinate_jobs")


def waiting() -> list[tuple[str, str | None, str]]:
    jobs = ProcrastinateJob.objects.filter(task_name="wraca:check_newcomers").order_by("id")
    return list(jobs.values_list("status", "lock", "queue_name"))


def crowd(first: int) -> list[NewCustomer]:
    """One more than are checked at once, each the mailbox of somebody known, under another name of theirs."""
    return [again(first + n, someone(n, given_name="Wanda")) for n in range(AT_ONCE + 1)]


def test_hundreds_of_newcomers_are_checked_by_one_job_not_in_the_night(searched):
    catch_up()
    for first in (100, 200):
        record_customers(crowd(first), source=SOURCE, now=NOW)
        follow_events(NOW)
    assert waiting() == [("todo", "find_duplicates", "heavy")]
    assert not DuplicateKeys.objects.filter(customer__outside_id="a100").exists()
    check_newcomers.carry_out_check()
    run = JobRun.objects.get(kind="check_newcomers")
    assert (run.state, run.result["newcomers"], run.result["merged"]) == ("done", 2 * (AT_ONCE + 1), 0)
    assert {("a105", "a205"), ("c5", "a105"), ("c5", "a205")} <= found()
    assert queries.count_unchecked() == 0
    assert check_newcomers.carry_out_check()["newcomers"] == 0


def test_certain_newcomers_are_merged_by_the_job_if_the_owner_allows_it(searched):
    catch_up()
    allow_certain_merges(allowed=True)
    record_customers([again(7, someone(5, given_name="Adaś"))], source=SOURCE, now=NOW)
    follow_events(NOW)
    assert [job[0] for job in waiting()] == ["todo"]
    check_newcomers.carry_out_check()
    assert Customer.objects.get(outside_id="a7").canonical_id == searched["c5"]


def test_first_import_of_a_shop_teaches_it(shop):
    follow_events(NOW)
    assert [job[0] for job in waiting()] == ["todo"]
    assert check_newcomers.carry_out_check()["newcomers"] == 64
    assert found() == {("a0", "c0"), ("a1", "c1"), ("a3", "c3")}


def test_newcomer_is_found_by_whichever_way_they_came(searched, client, tmp_path):
    """Each has the name and telephone of somebody known, and a mailbox of their own."""
    follow_events(NOW)
    known = {way: someone(n) for way, n in zip(("api", "form", "console", "file"), range(10, 14), strict=True)}
    told = {
        way: {"given_name": who.given_name, "family_name": who.family_name, "phone": who.phone, "email": f"{way}@x.org"}
        for way, who in known.items()
    }
    key = create_key(name="all", scopes=SCOPES, source=SOURCE)[1]
    client.post(
        "/api/v1/customers",
        {"outside_id": "by-api", **told["api"]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    fields = ["given_name", "family_name", "phone"]
    form = record_form(name="f", language="pl", title="f", intro="", fields=fields, by=None, now=NOW)
    record_sign_up(form, told["form"], origin_hash=b"12345678", now=NOW)
    client.force_login(User.objects.create_user("owner@example.com", name="Owner", role="owner"))
    client.post("/customers/new/", {**told["console"], "another": "on"})
    path = tmp_path / "customers.csv"
    path.write_text(f"outside_id,{','.join(told['file'])}\nby-file,{','.join(told['file'].values())}\n", "utf-8")
    import_file(ImportOptions(path, "customers", SOURCE), NOW)
    follow_events(NOW)
    pairs = {pair.right.email: pair.left.outside_id for pair in queries.list_open_pairs(NOW)}
    assert {way: pairs.get(f"{way}@x.org") for way in told} == {way: who.outside_id for way, who in known.items()}
