"""What each fixture tells, worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


@dataclass(frozen=True)
class Expected:
    new: int
    #: (outside id or number, total in minor units, payment state, cancelled, refunded in minor units, buyer's e-mail)
    orders: tuple[tuple[str, int, str, bool, int, str], ...] = ()
    #: (e-mail, channel, action)
    consents: tuple[tuple[str, str, str], ...] = ()
    customers: tuple[tuple[str, str, str], ...] = ()


ANNA, BRUNO, CELINA = "anna.zielona@example.com", "bruno.wilk@example.com", "celina.lis@example.com"
A, B, C = (ANNA, "Anna", "Zielona"), (BRUNO, "Bruno", "Wilk"), (CELINA, "Celina", "Lis")
GIVEN, GONE = "given", "withdrawn"

EXPECTED = {
    "shopify_orders": Expected(
        4,
        orders=(
            # 2 x 60 + 30 + 15 shipping - 10 discount
            ("#1001", 15_500, "paid", False, 0, ANNA),
            ("#1002", 6_000, "paid", False, 2_000, BRUNO),
            ("#1003", 3_000, "failed", True, 0, ANNA),
            ("#1004", 6_000, "pending", False, 0, ""),
        ),
        customers=(A, B),
    ),
    "shopify_customers": Expected(2, customers=(A, B), consents=((ANNA, "email", GIVEN), (BRUNO, "sms", GIVEN))),
    "woocommerce_orders": Expected(
        4,
        orders=(
            ("501", 12_345, "paid", False, 0, ""),
            ("502", 8_000, "paid", False, 0, ""),
            ("503", 2_000, "paid", True, 0, ""),
            ("504", 2_000, "paid", False, 2_000, ""),
        ),
    ),
    "woocommerce_customers": Expected(2, customers=(A, B)),
    "skyverge_orders": Expected(
        3,
        orders=(
            # 81.30 + 18.70, 18.70 + 4.30, 10 shipping
            ("701", 13_300, "paid", False, 0, ANNA),
            ("702", 11_000, "paid", False, 0, BRUNO),
            ("703", 11_000, "paid", True, 0, BRUNO),
        ),
        customers=(A, B),
    ),
    "prestashop_orders": Expected(
        3,
        orders=(
            ("OHSATSERP", 6_000, "paid", False, 0, ""),
            ("UOYEVOLI1", 6_000, "paid", True, 0, ""),
            ("XKBKNABJK", 15_500, "paid", False, 0, ""),
        ),
    ),
    "prestashop_customers": Expected(2, customers=(A, B), consents=((ANNA, "email", GIVEN),)),
    "baselinker_orders": Expected(
        4,
        orders=(
            # One buyer behind two masks: the address of the later order stands.
            ("90001", 13_500, "paid", False, 0, "8awgqyk6a5+zzz99x001@allegromail.pl"),
            ("90002", 4_500, "paid", False, 0, "8awgqyk6a5+zzz99x001@allegromail.pl"),
            # 60 + 30 + 15, to be paid on delivery
            ("90003", 10_500, "paid", False, 0, BRUNO),
            ("90004", 3_000, "pending", False, 0, BRUNO),
        ),
        customers=(("8awgqyk6a5+zzz99x001@allegromail.pl", "Anna", "Zielona"), B),
    ),
    "klaviyo_list": Expected(
        3, customers=(A, B, C), consents=((ANNA, "email", GIVEN), (BRUNO, "email", GONE), (CELINA, "email", GONE))
    ),
    "klaviyo_suppressed": Expected(
        2,
        customers=((BRUNO, "", ""), (CELINA, "", "")),
        consents=((BRUNO, "email", GONE), (CELINA, "email", GONE)),
    ),
    "mailchimp_subscribed": Expected(1, customers=(A,), consents=((ANNA, "email", GIVEN),)),
    "mailchimp_unsubscribed": Expected(1, customers=((BRUNO, "Bruno", ""),), consents=((BRUNO, "email", GONE),)),
    "mailchimp_cleaned": Expected(1, customers=((CELINA, "", ""),), consents=((CELINA, "email", GONE),)),
    "getresponse_list": Expected(2, customers=(A, B), consents=((ANNA, "email", GIVEN), (BRUNO, "email", GIVEN))),
    "getresponse_removed": Expected(1, customers=(B,), consents=((BRUNO, "email", GONE),)),
    "freshmail_list": Expected(3, customers=(A, B, C), consents=((ANNA, "email", GIVEN), (BRUNO, "email", GONE))),
    "freshmail_blocked": Expected(
        2,
        customers=((BRUNO, "", ""), (CELINA, "", "")),
        consents=((BRUNO, "email", GONE), (CELINA, "email", GONE)),
    ),
}
