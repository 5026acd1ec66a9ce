"""Where the public data sets lie that are too large for the repository: beside it, or where WRACA_SHARED_DATA says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


def shared_data(*names: str) -> Path:
    """The file or folder; the test is skipped where it is not there."""
    place = Path(os.environ.get("WRACA_SHARED_DATA") or REPOSITORY.parent / "shared" / "data").joinpath(*names)
    if not place.exists():
        pytest.skip(f"{'/'.join(names)} is not there: name its folder in WRACA_SHARED_DATA")
    return place
