"""wraca names evaluate: how often customers are addressed rightly, wrongly, or not by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from wraca.cli.language import _
from wraca.kit.errors import InvalidInput

if TYPE_CHECKING:
    from wraca.customers.names.evaluation import NameToAddress


def register(app: typer.Typer) -> None:
    group = typer.Typer(help=_("How customers are addressed."), no_args_is_help=True)
    group.command("evaluate", help=_("Measure vocatives and greetings on a list of names."))(evaluate)

    @group.callback()
    def only() -> None:
        """Keeps `evaluate` a command of its own while it is the only one."""

    app.add_typer(group, name="names")


def evaluate(
    file: Path = typer.Argument(
        ...,
        metavar="FILE.parquet",
        help=_(
            "Columns name, sex (F, M), pesel_bearers or bearers, and vocative (a list of right forms); without that"
            " column the dictionary judges."
        ),
    ),
    as_json: bool = typer.Option(False, "--json", help=_("Print everything as JSON.")),
) -> None:
    from wraca.customers.names.evaluation import evaluate as measure

    figures = measure(read_names(file))
    typer.echo(json.dumps(figures, ensure_ascii=False, indent=2) if as_json else _table(figures))


def read_names(file: Path) -> list[NameToAddress]:
    """Raises InvalidInput for a file that is not Parquet or lacks a column."""
    import pyarrow as pa
    from pyarrow import parquet

    from wraca.customers.names.evaluation import NameToAddress, with_dictionary_vocatives

    try:
        table = parquet.read_table(file)
    except (OSError, pa.ArrowException) as error:
        raise InvalidInput(_("Cannot read {file} as Parquet: {error}").format(file=file, error=error)) from error
    counted = next((column for column in ("pesel_bearers", "bearers") if column in table.column_names), None)
    missing = {"name", "sex"} - set(table.column_names)
    if missing or counted is None:
        wanted = "name, sex, pesel_bearers"
        raise InvalidInput(_("Expected the columns {wanted}; {file} has others.").format(wanted=wanted, file=file))
    judged = "vocative" in table.column_names
    names = [
        NameToAddress(row["name"] or "", _gender(row["sex"]), row[counted] or 0, _forms(row.get("vocative")))
        for row in table.to_pylist()
    ]
    return names if judged else with_dictionary_vocatives(names)


def _gender(sex: str) -> str:
    code = str(sex or "").strip().lower()[:1]
    if code not in ("f", "k", "m"):
        raise InvalidInput(_("Expected F or M as the sex of a name, got {sex!r}.").format(sex=sex))
    return "m" if code == "m" else "f"


def _forms(told: list[str] | str | None) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) and told else tuple(form for form in told or () if form)


def _table(figures: dict[str, Any]) -> str:
    labels = {
        "with_dictionary": _("Vocative, with the dictionary"),
        "rules_alone": _("Vocative, our rules alone"),
        "greeting_with_dictionary": _("Whole greeting, with the dictionary"),
        "greeting_rules_alone": _("Whole greeting, our rules alone"),
        "nominative": _("Left as it is"),
        "first_vocative": _("The dictionary's first vocative"),
    }
    heads = [_("right"), _("wrong"), _("withheld")]
    lines = [
        _("{names} names of {bearers} people; {judged} of them with a known vocative.").format(
            names=figures["split"]["names"],
            bearers=figures["split"]["bearers"],
            judged=figures["split"]["judged_names"],
        ),
        "",
        f"{'':40}" + "".join(f"{head:>12}" for head in heads) + "   " + _("(of names, then of people, in percent)"),
    ]
    methods = {**figures["wraca"], **figures["baselines"]}
    for key, label in labels.items():
        if key in methods:
            lines.append(f"{label:40}{_percents(methods[key])}   {_percents(methods[key]['weighted'])}")
    return "\n".join(lines)


def _percents(shares: dict[str, Any]) -> str:
    values = [shares[f"{kind}_share"] for kind in ("right", "wrong", "withheld")]
    return "".join(f"{'–' if value is None else format(100 * value, '.3f'):>12}" for value in values)
