"""An import whose failure the owner hears of, until the same file or source comes in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from wraca.connectors.importing import ImportOptions, import_file
from wraca.connectors.models import ImportRun
from wraca.jobs.alerts import raise_alert, resolve_alert
from wraca.jobs.models import Alert
from wraca.kit.errors import WracaError

IMPORT_FAILED = "import_failed"


def import_and_tell(
    options: ImportOptions, now: datetime, report: Callable[[int], None] = lambda rows: None
) -> ImportRun:
    """As `import_file`. A file that fails as a whole raises an alert; one that somebody stopped does not."""
    name = (options.name or options.path.name)[:200]
    try:
        run = import_file(options, now, report)
    except Exception as error:
        failed = ImportRun.objects.filter(file_name=name, state="failed", ended_at=now).order_by("-id").first()
        values = {
            "file": name,
            "source": failed.source if failed else options.source,
            "kind": failed.kind if failed else options.kind,
            "reason": str(error) if isinstance(error, WracaError) else type(error).__name__,
        }
        raise_alert(IMPORT_FAILED, now, subject=name, values=values)
        raise
    _resolve(run, now)
    return run


def _resolve(run: ImportRun, now: datetime) -> None:
    """A mended file often has another name, so what its source sends of the kind counts as well."""
    resolve_alert(IMPORT_FAILED, now, subject=run.file_name)
    same = {"values__source": run.source, "values__kind": run.kind}
    Alert.objects.filter(kind=IMPORT_FAILED, resolved_at=None, **same).update(resolved_at=now)
