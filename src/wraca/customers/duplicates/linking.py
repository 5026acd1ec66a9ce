"""Splink, borrowed: which pairs to look at, how often strangers agree by chance, and its own advice to be measured
against. The only file that imports it, and only when it is used."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any

from wraca.customers.duplicates.blocking import Rule
from wraca.customers.duplicates.comparisons import Comparison

#: Pairs of strangers that are drawn, and the seed of the draw.
CHANCE_PAIRS = 1_000_000
SEED = 20_261_122
#: A file so small is searched by each column alone, as Splink's example for FEBRL 3 does.
SMALL = 20_000


@contextmanager
def quiet() -> Iterator[None]:
    """Splink tells of its progress, and of its doubts about half-trained models, at length."""
    logger = logging.getLogger("splink")
    before, logger.disabled = logger.disabled, True
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logger.disabled = before


def linker_of(con: Any, people: str, comparisons: Sequence[Comparison], rules: Sequence[Rule]) -> Any:
    """A linker over the table `people` (key `id`) on the engine's own connection."""
    from splink.comparison_library import CustomComparison

    made: list[Any] = [
        CustomComparison(comparison_levels=_levels(comparison), output_column_name=comparison.name)
        for comparison in comparisons
    ]
    return _linker(con, people, made, [rule.condition() for rule in rules])


def _linker(con: Any, people: str, comparisons: list[Any], blocking: list[Any]) -> Any:
    from splink import Linker, SettingsCreator
    from splink.internals.duckdb.database_api import DuckDBAPI

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocking,
        retain_matching_columns=False,
    )
    return Linker(DuckDBAPI(connection=con).register(con.table(people)), settings, log_level=logging.CRITICAL)


def _levels(comparison: Comparison) -> list[Any]:
    unknown = {"sql_condition": comparison.unknown.sql, "label_for_charts": "unknown", "is_null_level": True}
    levels = [{"sql_condition": level.condition.sql, "label_for_charts": level.code} for level in comparison.levels]
    return [unknown, *levels, {"sql_condition": "ELSE", "label_for_charts": "differs"}]


def estimate_chances(linker: Any) -> dict[str, list[float]]:
    """Of each comparison, how often two strangers stand at each of its levels ("u"), by the level's number; 0 where
    none of those drawn did."""
    linker.training.estimate_u_using_random_sampling(
        max_pairs=CHANCE_PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
    )
    return {
        comparison.output_column_name: [
            float(level.u_probability) if level._has_estimated_u_values else 0.0
            for level in sorted(comparison.comparison_levels, key=lambda level: level.comparison_vector_value)
            if not level.is_null_level
        ]
        for comparison in linker._settings_obj.core_model_settings.comparisons
    }


def block(linker: Any) -> str:
    """The name of a table of join_key_l, join_key_r: each pair that agrees in a rule, once."""
    return str(linker.inference.compute_blocked_pairs_for_predict().physical_name)


def link_as_recommended(con: Any, people: str, columns: Mapping[str, str], rows: int) -> tuple[Any, Any]:
    """Splink set up as its examples for people do (febrl3, febrl4, historical_50k): its ready-made comparisons,
    rules and training, over texts trimmed and in lower case. Returns the linker and its predictions."""
    from splink import block_on

    linker = _linker(con, people, _recommended(columns), _recommended_blocking(columns, small=rows <= SMALL))
    training = linker.training
    training.estimate_probability_two_random_records_match(_certain(columns), recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6 if rows <= SMALL else 5e6, seed=2)
    for keys in (("birth_date",), ("postcode",), ("given_name", "family_name")):
        if all(key in columns for key in keys):
            training.estimate_parameters_using_expectation_maximisation(
                block_on(*keys), estimate_without_term_frequencies=True
            )
    return linker, linker.inference.predict(threshold_match_probability=0.01)


def _recommended(columns: Mapping[str, str]) -> list[Any]:
    import splink.comparison_library as cl

    made = {
        "given_name": lambda: cl.NameComparison("given_name"),
        "family_name": lambda: cl.NameComparison("family_name"),
        "birth_date": lambda: cl.DateOfBirthComparison(
            "birth_date", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
        ),
        "email": lambda: cl.EmailComparison("email"),
        "phone": lambda: cl.DamerauLevenshteinAtThresholds("phone", [1, 2]),
        "document": lambda: cl.DamerauLevenshteinAtThresholds("document", [2]),
        "house_number": lambda: cl.ExactMatch("house_number").configure(term_frequency_adjustments=True),
        "postcode": lambda: cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        # Where there is a postcode, febrl4's example leaves the rest of the address out: it says the same twice.
        "city": lambda: cl.ExactMatch("city").configure(term_frequency_adjustments=True),
    }
    return [
        make() for field, make in made.items() if field in columns and (field != "city" or "postcode" not in columns)
    ]


def _recommended_blocking(columns: Mapping[str, str], *, small: bool) -> list[Any]:
    from splink import block_on

    alone = ("document", "given_name", "family_name", "birth_date", "postcode", "email", "phone")
    together = (
        *(("document",), ("email",), ("phone",), ("given_name", "family_name"), ("family_name", "birth_date")),
        *(("given_name", "birth_date"), ("postcode", "given_name"), ("postcode", "family_name")),
    )
    keys = tuple((field,) for field in alone) if small else together
    return [block_on(*fields) for fields in keys if all(field in columns for field in fields)]


def _certain(columns: Mapping[str, str]) -> list[Any]:
    from splink import block_on

    swapped = "l.given_name = r.family_name AND l.family_name = r.given_name AND l.birth_date = r.birth_date"
    names = ("given_name", "family_name", "birth_date")
    rules = [block_on(field) for field in ("document", "email", "phone") if field in columns]
    return [*rules, block_on(*names), swapped] if all(name in columns for name in names) else rules
