"""Collects the sentences that people see and puts those without a Polish one into the nearest catalogue.

`make messages`, then write the Polish. A sentence belongs to the `locale` folder nearest above the file it stands in; a
template of the console to its domain's folder (`templates/orders/…` to `console/orders/locale`), else the console's.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "src" / "wraca"
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\(\s*({_TEXT}(?:\s*,\s*{_TEXT})*)", re.DOTALL)


_HEADER = ("msgid", "msgstr", '"Language:', '"Plural-Forms:', '"Content-', '"MIME-')


@dataclass(frozen=True, order=True)
class Message:
    singular: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str | tuple[str, str]:
        """As Babel keeps it."""
        return (self.singular, self.plural) if self.plural else self.singular


def list_messages(package: Path = PACKAGE) -> dict[Message, Path]:
    """Every sentence of the package's Python files and templates, with the first file it stands in."""
    found: dict[Message, Path] = {}
    for path in sorted(package.rglob("*.py")):
        for message in messages_of_python(path):
            found.setdefault(message, path)
    for path in sorted([*package.rglob("templates/**/*.html"), *package.rglob("templates/**/*.txt")]):
        for message in messages_of_template(path.read_text(encoding="utf-8"), str(path)):
            found.setdefault(message, path)
    return found


def messages_of_python(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        for _line, texts, _comments, context in extract("python", file, keywords=KEYWORDS):
            singular, plural = texts[:2] if isinstance(texts, tuple) else (texts, "")
            if singular:
                yield Message(singular, plural, context or "")


def messages_of_template(source: str, origin: str) -> Iterator[Message]:
    """Django turns a template into lines of calls; not quite Python, so the calls are picked out by pattern."""
    from django.utils.translation.template import templatize

    for call in _CALL.finditer(templatize(source, origin=origin)):
        texts = [ast.literal_eval(text) for text in re.findall(_TEXT, call[2], re.DOTALL)]
        context = texts.pop(0) if call[1] in ("pgettext", "npgettext") else ""
        plural = texts[1] if call[1] in ("ngettext", "npgettext") else ""
        yield Message(texts[0], plural, context)


def list_catalogues(package: Path = PACKAGE) -> dict[Path, Catalog]:
    catalogues = {}
    for path in sorted(package.rglob("locale/pl/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            catalogues[path] = read_po(file, locale="pl")
    return catalogues


def home_of(path: Path, package: Path = PACKAGE) -> Path:
    """The catalogue a file's sentences belong to."""
    console = package / "console"
    if path.is_relative_to(console / "templates"):
        path = console / path.relative_to(console / "templates")
    for folder in path.parents:
        if (folder / "locale").is_dir() or folder == package:
            return folder / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    raise ValueError(f"{path} is outside of the package")


def add_missing(package: Path = PACKAGE) -> int:
    """Appends what no catalogue has, with an empty translation; returns how many."""
    catalogues = list_catalogues(package)
    known = {(m.id, m.context or "") for catalogue in catalogues.values() for m in catalogue if m.id}
    missing = {
        message: path for message, path in list_messages(package).items() if (message.key, message.context) not in known
    }
    for message, path in missing.items():
        home = home_of(path, package)
        catalogue = catalogues.setdefault(home, Catalog(locale="pl", project="Wraca"))
        catalogue.add(message.key, context=message.context or None)
    for home in {home_of(path, package) for path in missing.values()}:
        write_catalogue(home, catalogues[home])
    return len(missing)


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Sorted and without dates, so that only what changed shows in a diff."""
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, no_location=True)
    head, _blank, body = out.getvalue().decode().partition("\n\n")
    kept = [line for line in head.splitlines() if line.startswith(_HEADER)]
    path.write_text("\n".join(kept) + "\n\n" + body, encoding="utf-8")


if __name__ == "__main__":
    from django.conf import settings

    settings.configure(USE_I18N=False)
    print(f"{add_missing()} sentences added without a translation")
