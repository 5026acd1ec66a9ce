"""One person of whom the shop holds everything it can hold, by the actions that bring it there."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from django.contrib.sessions.backends.db import SessionStore
from tests.cast import NOW, SOURCE, at, load_cast, order

from wraca.connectors.importing import ImportOptions, import_file
from wraca.connectors.models import Upload
from wraca.console.models import DismissedTask, SavedView
from wraca.customers.access.actions import follow_log_in_link, make_log_in_link, record_log_in_request
from wraca.customers.access.models import LogInRequest
from wraca.customers.actions import record_customers
from wraca.customers.consents.actions import Trace, record_consent
from wraca.customers.consents.opt_in import request_opt_in
from wraca.customers.consents.wordings import require_wording
from wraca.customers.duplicates.models import DuplicateKeys, DuplicatePair
from wraca.customers.freshness.actions import correct_field
from wraca.customers.identity.actions import record_link
from wraca.customers.identity.models import Identifier
from wraca.customers.identity.queries import find_person
from wraca.customers.incoming import NewConsent, NewCustomer
from wraca.customers.models import Customer
from wraca.customers.names.actions import set_greeting
from wraca.customers.notes.actions import add_note
from wraca.customers.preferences.actions import set_preferences
from wraca.customers.rights.actions import ask_for_erasure
from wraca.customers.rights.keeping import ask_to_keep
from wraca.customers.tags.actions import put_tag
from wraca.events.actions import NewEvent, append_events
from wraca.events.keys import claim_answer, create_key, keep_answer
from wraca.jobs import merge_customers
from wraca.jobs.alerts import raise_alert
from wraca.jobs.deliver_messages import deliver_messages
from wraca.jobs.models import JobRun
from wraca.jobs.uploads import keep_upload, rejects_path
from wraca.kit.text import sort_key
from wraca.messages.actions import queue_message
from wraca.messages.drafts import Draft
from wraca.messages.mailbox import keep_letter
from wraca.orders.actions import record_orders
from wraca.orders.incoming import NewRefund
from wraca.shop.models import Shop
from wraca.staff.actions import record_user
from wraca.staff.audit import record_deed
from wraca.surveys.actions import define_question, put_off, record_answer, record_asked

#: Stands in every text that somebody could have written about her.
MARK = "kruk7731x"
GIVEN, FAMILY = "Zdzisława", "Brzęczyszczykiewicz"
EMAIL, OTHER_EMAIL, OLD_EMAIL = "zdzisia.brz@unikat.example", "z.brzecz@praca.example", "dawna.zdzisia@unikat.example"
PHONE = "+48601734892"
#: By whatever of these she could be found again. Each is nobody else's.
TRACES = (
    *(sort_key(FAMILY), "Zdzisiu"),
    *(MARK, "Zdzisław", "Zdzisia", "Zdzislaw", "Brzęczyszczykiewicz", "brzeczyszczykiewicz"),
    *("unikat.example", "z.brzecz", "601734892", "601 734 892", "601-734-892"),
    *("Chrząszczyżewoszyce", "1961-04-17", "K-998877-Z", "dev-5e1f77aa", "card-00417733", "kupon-4417", "192.0.2.77"),
)


def bring_in(folder: Path) -> int:
    """The shop of the cast with her in it; her canonical id. Sends mail into the house's own mailbox."""
    load_cast()
    Shop.objects.update(sample=True)
    staff = record_user(email="staff@example.org", name="Ewa", role="owner", password="x" * 12, by=None).pk
    hers = _record_rows()
    _record_orders(hers)
    _prove(hers)
    _tell_staff(hers, staff)
    _follow(hers, staff)
    _write_to_her(hers)
    _import_rows(folder, staff)
    _leave_traces(hers, staff)
    return hers


def _record_rows() -> int:
    old = NewCustomer(outside_id="K-998877-Z", email=OLD_EMAIL, signed_up_at=at(1, 3))
    told = NewCustomer(
        outside_id="K-998877-Z",
        given_name=GIVEN,
        family_name=FAMILY,
        email=EMAIL,
        phone=PHONE,
        birth_date=at(4, 17).date().replace(year=1961),
        street=f"Kręta 5 {MARK}",
        postcode="33-100",
        city="Chrząszczyżewoszyce",
        country="PL",
        language="pl",
        traits={"pet": MARK},
        consents=[NewConsent(channel="sms", action="given", at=at(2, 2), evidence={"ip": "192.0.2.77", "by": MARK})],
    )
    record_customers([old], source=SOURCE, now=at(1, 3))
    assert record_customers([told], source=SOURCE, now=NOW).rejected == 0
    second = NewCustomer(outside_id=f"second-{MARK}", given_name=GIVEN, family_name=FAMILY, email=OTHER_EMAIL)
    third = NewCustomer(outside_id="third", given_name="Anna", family_name="Trzecia", email="trzecia@example.com")
    record_customers([second], source="till", now=at(2, 1))
    record_customers([third], source=SOURCE, now=at(2, 1))
    hers = _id("K-998877-Z")
    for name in (f"second-{MARK}", "third"):
        evidence = {"words": MARK}
        merge = merge_customers.merge(_id(name), hers, now=NOW, evidence=evidence, fields={"email": hers})
        if name == "third":
            merge_customers.undo(merge.pk, now=NOW)
    record_link("device", "dev-5e1f77aa", hers, proof="claimed", now=NOW, evidence={"page": MARK})
    record_link("card", "card-00417733", hers, proof="staff", now=NOW, source="loyalty")
    left, right = sorted([hers, _id("bruno")])
    DuplicatePair.objects.create(
        left_id=left, right_id=right, probability=0.4, found_at=NOW, reasons=[{"name": MARK}], rule=""
    )
    DuplicateKeys.objects.create(customer_id=hers, keys=[1, 2])
    return hers


def _id(outside_id: str) -> int:
    return Customer.objects.get(outside_id=outside_id).pk


def _record_orders(hers: int) -> None:
    orders = [
        order("Z1", "K-998877-Z", at(3, 3), 120, coupon_codes=["kupon-4417", "LATO"]),
        order(
            "Z2",
            "K-998877-Z",
            at(6, 3),
            90,
            refunds=[NewRefund(outside_id="Z2-r", at=at(6, 9), amount_minor=3_000, reason=f"torn {MARK}")],
        ),
        order("Z3", "K-998877-Z", at(7, 3), 50, cancelled_at=at(7, 4), cancel_reason=f"told {MARK}"),
    ]
    record_orders(orders, source=SOURCE, now=NOW)
    record_orders([order("S1", f"second-{MARK}", at(8, 8), 40)], source="till", now=NOW)
    record_orders([order("b9", "bruno", at(8, 9), 40, coupon_codes=["LATO"])], source=SOURCE, now=NOW)
    from wraca.orders.models import OrderLine

    line = OrderLine.objects.get(order__outside_id="Z2")
    OrderLine.objects.filter(pk=line.pk).update(name=f"Kubek dla {GIVEN} {FAMILY}")


def _prove(hers: int) -> None:
    wording = require_wording("marketing", "email", "pl", shop_name="Sklepik", now=at(1, 5))
    trace = Trace("192.0.2.77", f"Browser {MARK}")
    page = f"https://shop.example/{MARK}"
    record_consent(hers, wording, source="form", now=at(1, 6), form_url=page, evidence={"text": MARK}, trace=trace)
    assert request_opt_in(hers, wording, source="form", now=NOW - timedelta(hours=1), form_url=page, trace=trace)
    record_log_in_request(EMAIL, address_hash=b"a" * 32, origin_hash=b"o" * 32, language="pl", now=NOW)
    assert LogInRequest.objects.get().address == EMAIL
    token = make_log_in_link(Identifier.objects.get(kind="email", value=EMAIL), hers, NOW)
    assert follow_log_in_link(token, NOW)


def _tell_staff(hers: int, staff: int) -> None:
    add_note(hers, "note", f"Her dog is {MARK}; call 601 734 892", by=staff, now=NOW)
    add_note(hers, "fact", MARK, subject=f"size {MARK}", by=staff, now=NOW)
    put_tag([hers], f"Friend {MARK}", by=staff, now=NOW)
    set_greeting(hers, vocative="Zdzisiu", gender="f", by=staff, now=NOW)
    set_preferences(hers, {"how_often": "monthly"}, now=NOW)
    correct_field(hers, "phone", {"phone": "601 734 892"}, by=staff, now=NOW)
    correct_field(hers, "address", {"street": f"Prosta 7 {MARK}"}, by=None, now=NOW)


def _follow(hers: int, staff: int) -> None:
    words = {"en": "Else?", "pl": "Coś jeszcze?"}
    for code in ("else", "more"):
        define_question(code, "text", text=words, purpose=words)
    record_asked(hers, "else", NOW)
    record_answer(hers, "else", f"I like {MARK}", now=NOW)
    put_off(hers, "more", NOW)
    events = [
        NewEvent(NOW, "product.viewed", f"view-{MARK}", hers, {"product": "mug", "from": MARK}),
        NewEvent(NOW, "site.searched", "s1", None, {"words": EMAIL}),
    ]
    append_events(events, source="site")


def _write_to_her(hers: int) -> None:
    for key, address in (("one", EMAIL), ("two", OTHER_EMAIL)):
        draft = Draft("service", "data_ready", address, "pl", f"{GIVEN}, {MARK}", f"Dear {MARK}", customer_id=hers)
        queue_message(draft, key=f"{key}-{hers}", now=NOW)
    assert deliver_messages(NOW).count("sent") == 2
    waiting = Draft("service", "data_ready", EMAIL, "pl", MARK, MARK, html=f"<p>{MARK}", customer_id=hers)
    queue_message(waiting, key=f"waiting-{hers}", now=NOW, not_before=NOW + timedelta(days=3))
    keep_letter("a@example.org", EMAIL, f"Subject: {MARK}".encode())


def _import_rows(folder: Path, staff: int) -> None:
    rows = folder / "rows.csv"
    rows.write_text(
        "outside_id,given_name,family_name,email,phone,birth_date,language\n"
        f"K-998877-Z,{GIVEN},{FAMILY},{EMAIL},601-734-892,1961-04-17,en\n"
        f"bad-1,{GIVEN},{FAMILY},{EMAIL},601-734-892,2999-01-01,\nbad-2,Jan,Inny,jan@example.com,,2999-01-01,\n",
        encoding="utf-8",
    )
    import_file(ImportOptions(rows, source=SOURCE, kind="customers", name=f"{GIVEN} {FAMILY}.csv"), NOW)
    content = f"e-mail;imie\n{EMAIL};{GIVEN}\n".encode("cp1250")
    upload = keep_upload(f"{EMAIL}.csv", [content], by=staff)
    rejects_path(upload).write_text(f"{EMAIL};why", encoding="utf-8")
    Upload.objects.filter(pk=upload.pk).update(
        choices={"source": EMAIL}, trial={"problems": [[1, "x", {"email": EMAIL}]]}
    )
    keep_upload("others.csv", [b"e-mail;imie\njan@example.com;Jan\n"], by=staff)
    rows.unlink()


def _leave_traces(hers: int, staff: int) -> None:
    key, _secret = create_key(name="shop", scopes=["customers:write"])
    claim_answer(key.pk, f"put-{EMAIL}", b"h" * 32)
    keep_answer(key.pk, f"put-{EMAIL}", 200, {"problem": {"customer": "K-998877-Z"}})
    SavedView.objects.create(user_id=staff, page="customers", name="her", query="q=Brzęczyszczykiewicz")
    SavedView.objects.create(user_id=staff, page="customers", name=f"{GIVEN} {FAMILY}", query="stage=core")
    SavedView.objects.create(user_id=staff, page="customers", name="core", query="stage=core")
    DismissedTask.objects.create(user_id=staff, task=f"call {EMAIL}", until=NOW.date())
    details = {"filters": {"q": [EMAIL]}}
    record_deed(staff, "list.exported", object_kind="customers", details=details)
    record_deed(staff, "customer.noted", object_kind="customer", object_id=hers, details={"said": MARK})
    done = {"state": "done", "result": {"first": EMAIL}, "error": f"{EMAIL} is wrong"}
    JobRun.objects.create(kind="import", arguments={"name": f"{EMAIL}.csv"}, **done)
    raise_alert("import_failed", NOW, subject=EMAIL, values={"file": f"{EMAIL}.csv"})
    session = SessionStore()
    session["_messages"] = json.dumps([f"Saved: {GIVEN} {FAMILY}"])
    session["kept"] = "yes"
    session.save()
    _queue(EMAIL)
    person = find_person(hers)
    assert person is not None
    ask_for_erasure(person, NOW)
    ask_to_keep(hers, NOW, way="letter", answer_days=30)


def _queue(words: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('default', 'wraca:old', %s, 'succeeded')",
            [json.dumps({"words": words})],
        )
