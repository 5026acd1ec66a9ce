from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from wraca.connectors.csv_files.layout import Cells, Draft, Layout


@dataclass(frozen=True)
class Profile:
    """One export of one system, known by its columns."""

    code: str
    #: As the owner calls it.
    title: str | Promise
    kind: str
    #: The system that speaks: ids are unique within it.
    source: str
    #: Columns without which it is not this one, as `normal_name` writes them; of several in one text, `|`, any.
    needs: frozenset[str]
    draft: Callable[[Cells], list[Draft]]
    #: What the owner should know of it, e.g. what the export leaves out.
    note: str | Promise = ""

    def fits(self, names: set[str]) -> bool:
        return all(any(name in names for name in need.split("|")) for need in self.needs)

    def layout(self, *, day_first: bool = True) -> Layout:
        return Layout(self.code, self.kind, self.source, self.draft, day_first)
