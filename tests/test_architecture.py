"""What docs/architecture.md and the packages' own pages say of the tree is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pictrace"
PAGES = sorted(PACKAGE.rglob("__init__.py"))


def test_the_layers_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if "pictrace" in contract.get("containers", ()))
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = [row.replace(", ", " | ") for row in re.findall(r"^\| \d \| ([^|]+) \|", page, re.MULTILINE)]
    assert told == layers


def test_every_entry_of_the_tree_is_in_a_layer() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\w+", " ".join(re.findall(r"^\| \d \| ([^|]+) \|", page, re.MULTILINE))))
    entries = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert told == entries - {"__init__", "__main__"}


def test_every_file_that_the_architecture_names_is_there() -> None:
    named = re.findall(r"`([\w/]+\.py)`", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    there = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if ".venv" not in path.parts}
    assert [name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in there)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.relative_to(ROOT).as_posix())
def test_every_file_that_a_package_names_is_there(page: Path) -> None:
    """Its docstring begins a line with each file, where it lists them."""
    text = page.read_text(encoding="utf-8")
    head = text[: text.find('"""', 3)]
    named = [name for line in re.findall(r"^ *((?:\w+\.py(?:, )?)+) ", head, re.MULTILINE) for name in line.split(", ")]
    assert [name for name in named if not (page.parent / name).is_file()] == []
