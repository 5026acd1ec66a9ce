"""The two shops that are measured, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wraca.simulation.shape import ShopShape


@dataclass(frozen=True)
class Place:
    """A data folder with one simulated shop."""

    folder: Path
    shape: ShopShape

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def generations(self) -> Path:
        return self.folder / "generations"


def place(folder: Path, size: str, *, quick: bool) -> Place:
    """size: small or large. A little over ten orders a customer, so that the large one passes 10 M orders."""
    customers = {
        ("small", False): 100_000,
        ("large", False): 1_000_000,
        ("small", True): 5_000,
        ("large", True): 20_000,
    }
    count = customers[size, quick]
    return Place(folder / f"{size}-{count}", ShopShape(count, seed=7, orders_per_customer=10.2))
