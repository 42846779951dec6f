"""Reads the style sheets and scripts that ship beside the pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent.parent / "assets"


@cache
def asset(name: str) -> str:
    """The text of a file in web/assets."""
    return (ASSETS / name).read_text(encoding="utf-8")


def script(*names: str) -> str:
    """Several scripts as one module, in this order: a component has one, what two share stands in files of its own."""
    return "\n".join(asset(name) for name in names)
