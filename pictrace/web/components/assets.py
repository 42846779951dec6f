"""Reads the style sheets and scripts that ship beside the pages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent.parent / "assets"

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[a-z]+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def asset(name: str) -> str:
    """The text of a file in web/assets."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def style(*names: str) -> str:
    """Several style sheets as one."""
    return "\n".join(asset(name) for name in names)


@cache
def script(*names: str) -> str:
    """Several modules as one, each behind those that it imports from: a component takes a single script.

    What they import from each other is then in reach by its name; only the last has a default export.
    """
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", asset(name))) for name in names)
