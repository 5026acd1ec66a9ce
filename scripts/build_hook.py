"""Compiles the gettext catalogues (.po to .mo) when the package is installed or built: .mo files are not committed.

Also a command: `python scripts/build_hook.py` compiles the catalogues of the checkout it stands in.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # as a command in an environment without the build tool
    BuildHookInterface = object


def compile_catalogues(package: Path) -> int:
    """Writes the .mo beside every .po below `package`; returns how many were out of date."""
    written = 0
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written += 1
    return written


class CompileCatalogues(BuildHookInterface):
    def initialize(self, version, build_data):
        compile_catalogues(Path(self.root) / "src" / "wraca")


if __name__ == "__main__":
    print(f"{compile_catalogues(Path(__file__).parent.parent / 'src' / 'wraca')} catalogues compiled")
