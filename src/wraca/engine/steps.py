"""The two kinds of step a refresh is made of. They describe work; only an engine does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from wraca.engine.schema import Schema
from wraca.kit.errors import InvalidInput

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Step:
    """A table computed from tables by an Ibis expression, on any engine."""

    name: str
    #: Names of the tables it reads: `lake_<fact>`, `clock`, or an earlier step.
    reads: tuple[str, ...]
    schema: Schema
    #: Called with unbound Ibis tables, as keyword arguments named like `reads`.
    build: Callable[..., ibis.Table]


@dataclass(frozen=True)
class Fit:
    """A numerical step on tables small enough for memory: sufficient statistics in, parameters out."""

    name: str
    reads: tuple[str, ...]
    schema: Schema
    #: Called with Arrow tables, as keyword arguments named like `reads`; returns an Arrow table.
    run: Callable[..., pa.Table]


def expression_of(step: Step, schemas: Mapping[str, Schema]) -> ibis.Table:
    """The step's expression over unbound tables. Raises InvalidInput if it does not give the declared columns."""
    unbound = {name: ibis.table(dict(schemas[name].columns), name=name) for name in step.reads}
    built = step.build(**unbound)
    _check(step, built.schema())
    return built


def _check(step: Step, built: ibis.Schema) -> None:
    declared = step.schema.columns
    if set(built.names) != set(declared):
        extra, absent = sorted(set(built.names) - set(declared)), sorted(set(declared) - set(built.names))
        raise InvalidInput(f"step {step.name} gives undeclared columns {extra} and lacks the declared {absent}")
    wrong = [
        f"{name} is {built[name]}, not {dtype}" for name, dtype in declared.items() if not _fits(built[name], dtype)
    ]
    if wrong:
        raise InvalidInput(f"step {step.name} does not give what it declares: {'; '.join(wrong)}")


def _fits(built: ibis.DataType, dtype: str) -> bool:
    """Whether the outer cast means the same on every engine: of a float, one rounds to an integer and one cuts."""
    accepted = {
        "int64": built.is_integer(),
        "float64": built.is_numeric(),
        "string": built.is_string(),
        "date": built.is_date(),
        "timestamp": built.is_timestamp(),
        "boolean": built.is_boolean(),
    }
    return accepted[dtype] or built.is_null()
