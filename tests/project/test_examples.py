"""Each script of `examples` runs as a person starts it, and says what is so."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas
import pytest
from PIL import Image
from processes import surroundings
from project_tree import ROOT

import pictrace
from pictrace import Library
from pictrace.types import UInt8Array

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.fixture
def place(tmp_path: Path, photos: dict[str, UInt8Array]) -> Path:
    """`archive` with three photographs, `queries` with a mirrored part of one and a picture that is not there."""
    for name in ("archive", "queries"):
        (tmp_path / name).mkdir()
    for name in ("chelsea", "rocket", "coffee"):
        Image.fromarray(photos[name]).save(tmp_path / "archive" / f"{name}.jpg", quality=95)
    part = np.ascontiguousarray(photos["chelsea"][30:280, 50:400][:, ::-1])
    Image.fromarray(part).save(tmp_path / "queries" / "part.jpg", quality=70)
    Image.fromarray(photos["grass"]).save(tmp_path / "queries" / "strange.png")
    return tmp_path


def started(place: Path, name: str, *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", str(ROOT / "examples" / name), *arguments],
        cwd=place,
        env=surroundings(place),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_a_picture_is_traced(place: Path) -> None:
    said = started(place, "trace_one_picture.py", "queries/part.jpg", "archive").splitlines()
    assert said[0] == "3 added, 0 known, 0 failed"
    assert said[1].startswith("part_of, ")
    assert said[1].endswith("chelsea.jpg")
    assert said[2].endswith("chelsea.jpg")
    # A library of its own: that of `make run` may stand on another network.
    assert (place / "data" / "example" / "catalog.sqlite").is_file()


def test_a_folder_is_compared_with_a_library(place: Path) -> None:
    with Library.open(place / "library", backbone="efficientnet-lite0") as library:
        assert library.add(place / "archive").added == 3
    started(place, "folder_against_library.py", "queries", "library", "table.csv")
    table = pandas.read_csv(place / "table.csv").set_index("picture")
    assert table["verdict"]["part.jpg"] == "part_of"
    assert table["found"]["part.jpg"].endswith("chelsea.jpg")
    assert table["probability"]["part.jpg"] > 0.9 > table["probability"]["strange.png"]


def test_an_edit_is_explained_and_drawn(place: Path) -> None:
    said = started(place, "explain_and_draw.py", "queries/part.jpg", "archive/chelsea.jpg", "overlay.png")
    assert "cropped {" in said
    assert "mirrored {" in said
    assert "Nearer their source: candidate" in said
    with Image.open(place / "overlay.png") as overlay:
        drawn = (np.asarray(overlay) == (255, 160, 0)).all(axis=2).sum()
    assert drawn > 1000


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.name)
def test_an_example_stands_on_the_public_names_alone(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pictrace":
            assert node.module == "pictrace"
            names |= {alias.name for alias in node.names}
        assert not isinstance(node, ast.Import) or all(not alias.name.startswith("pictrace") for alias in node.names)
    assert names
    assert names <= set(pictrace.__all__)


def test_the_readme_links_every_example() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [script.name for script in EXAMPLES if f"(examples/{script.name})" not in readme] == []
