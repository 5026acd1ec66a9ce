"""wraca import: brings a file of customers, products, orders or events in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from wraca.cli.language import _, chosen_language, ngettext
from wraca.kit.errors import InvalidInput

if TYPE_CHECKING:
    from wraca.connectors.rejects import RejectsFile

#: Shown on the screen; the file of rejects has them all.
SHOWN = 10


def register(app: typer.Typer) -> None:
    app.command("import", help=_("Bring in a file: JSONL, CSV or Parquet."))(import_)


def import_(
    file: Path = typer.Argument(..., metavar="FILE", help=_("The file; docs/api.md lists fields and columns.")),
    kind: str = typer.Option(
        None, "--kind", help=_("customers, products, orders or events (else seen from the file).")
    ),
    source: str = typer.Option(
        None,
        "--source",
        help=_("The system that speaks: ids are unique within it (else seen from the file)."),
    ),
    create_customers: bool = typer.Option(
        False, "--create-customers", help=_("Orders of customers never heard of create them.")
    ),
    map_: Path = typer.Option(
        None,
        "--map",
        metavar="FILE",
        help=_('Map the columns as this file says: JSON, {"kind", "columns": {theirs: ours}}.'),
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help=_("Check everything and keep nothing.")),
    rejects: Path = typer.Option(None, "--rejects", metavar="FILE", help=_("Write the rejected rows there, to mend.")),
    as_json: bool = typer.Option(False, "--json", help=_("Print the outcome as JSON.")),
) -> None:
    from wraca.server.database import ready_database

    if kind not in {None, "customers", "products", "orders", "events"}:
        raise InvalidInput(
            _("--kind is {kind!r}; give one of: {kinds}").format(kind=kind, kinds="customers, products, orders, events")
        )
    if file.is_dir():
        raise InvalidInput(_("{path} is a folder. Name one file in it.").format(path=file))
    if file.exists() and not file.is_file():
        raise InvalidInput(_("{path} is no file that can be read twice. Save it as a file first.").format(path=file))
    if not file.exists():
        raise InvalidInput(_("There is no file {path}.").format(path=file))
    if rejects and rejects.exists():
        raise InvalidInput(_("{path} exists already: name a new file for the rejected rows").format(path=rejects))
    if rejects and not rejects.parent.is_dir():
        raise InvalidInput(_("there is no folder {path} for the rejected rows").format(path=rejects.parent))
    with ready_database():
        outcome = _outcome(file, kind, source, create_customers, dry_run, rejects, map_, quiet=as_json)
    if as_json:
        print(json.dumps(outcome, ensure_ascii=False, indent=2))
    else:
        _tell(outcome)
    if outcome["rejected"]:
        raise typer.Exit(2)


def _outcome(
    file: Path,
    kind: str | None,
    source: str | None,
    create: bool,
    dry_run: bool,
    rejects: Path | None,
    map_: Path | None = None,
    *,
    quiet: bool,
) -> dict[str, Any]:
    from django.utils import translation

    from wraca.connectors.importing import ImportOptions, try_file
    from wraca.connectors.reasons import sentence
    from wraca.jobs.telling_imports import import_and_tell
    from wraca.kit import clock

    layout = _chosen_layout(map_, file, source) if map_ else None
    options = ImportOptions(file, kind, source, create, dry_run, layout=layout)
    with _progress(quiet) as report, translation.override(chosen_language()):
        if not dry_run:
            return _of_run(import_and_tell(options, clock.now(), report), rejects)
        with _rejects_file(rejects, file) as written:
            trial = try_file(options, clock.now(), report, rejects_file=written)
        problems = [{"row": row, "reason": p.reason, "detail": sentence(p)} for row, p in trial.problems[:SHOWN]]
        counts = {name: getattr(trial, name) for name in ("rows", "new", "changed", "same", "rejected")}
        told_in = str(rejects) if rejects and trial.rejected else None
        return {"kind": trial.kind, "dry_run": True, **counts, "rejects_file": told_in, "problems": problems}


@contextlib.contextmanager
def _rejects_file(path: Path | None, imported: Path) -> Iterator[RejectsFile | None]:
    """Removed again where nothing was rejected, or the file could not be read."""
    if path is None:
        yield None
        return
    from wraca.connectors.importing import header_of
    from wraca.connectors.rejects import RejectsFile

    rejects = 0
    try:
        header = header_of(imported)
        with path.open("x", encoding="utf-8", newline="") as file:
            written = RejectsFile(file, header)
            yield written
            rejects = written.rejects
    finally:
        if not rejects:
            path.unlink(missing_ok=True)


def _chosen_layout(map_: Path, file: Path, source: str | None) -> Any:
    from wraca.connectors.csv_files.maps import check, chosen_of
    from wraca.connectors.importing import header_of

    try:
        chosen = chosen_of(json.loads(map_.read_text(encoding="utf-8")), source)
    except (OSError, ValueError):
        chosen = None
    if chosen is None:
        raise InvalidInput(_("{path} is no map of columns: expected JSON with kind and columns.").format(path=map_))
    check(chosen, header_of(file))
    return chosen.layout()


def _of_run(run: Any, rejects: Path | None) -> dict[str, Any]:
    from wraca.connectors.queries import find_earlier, iterate_rejects, list_rejects
    from wraca.connectors.reasons import sentence_of
    from wraca.connectors.rejects import write_rejects

    if rejects and run.rejected:
        with rejects.open("w", encoding="utf-8", newline="") as file:
            file.writelines(write_rejects(iterate_rejects(run.pk), run.header))
    earlier = find_earlier(run)
    return {
        "kind": run.kind,
        "dry_run": False,
        "run": run.pk,
        "same_file_as_run": earlier.pk if earlier else None,
        "rows": run.rows,
        "new": run.new,
        "changed": run.changed_rows,
        "same": run.same,
        "rejected": run.rejected,
        "rejects_file": str(rejects) if rejects and run.rejected else None,
        "problems": [
            {"row": r.row_number, "reason": r.reason, "detail": sentence_of(r.reason, r.values)}
            for r in list_rejects(run.pk, limit=SHOWN)
        ],
    }


def _progress(quiet: bool):
    @contextlib.contextmanager
    def bar():
        if quiet:
            yield lambda rows: None
            return
        from rich.console import Console

        with Console(stderr=True).status(_("Reading …")) as status:
            yield lambda rows: status.update(ngettext("{n} row …", "{n} rows …", rows).format(n=rows))

    return bar()


def _tell(outcome: dict[str, Any]) -> None:
    if outcome["dry_run"]:
        print(_("Nothing was kept: this was a dry run."))
    if outcome.get("same_file_as_run"):
        print(_("The same file was brought in before, as run {run}.").format(run=outcome["same_file_as_run"]))
    print(
        _("{kind}: {rows} read, {new} new, {changed} changed, {same} as before, {rejected} rejected.").format(**outcome)
    )
    for problem in outcome["problems"]:
        print(_("  row {row}: {detail}").format(**problem))
    hidden = outcome["rejected"] - len(outcome["problems"])
    if hidden > 0:
        print(ngettext("  … and {n} more.", "  … and {n} more.", hidden).format(n=hidden))
    if outcome.get("rejects_file"):
        print(
            _("The rejected rows are in {path}: mend them there and bring them in again.").format(
                path=outcome["rejects_file"]
            )
        )
    elif outcome["rejected"]:
        print(
            _(
                "Add --rejects FILE to get the rejected rows as a file to mend."
                " Bringing the others in again changes nothing."
            )
        )
