"""The Python blocks of README.md and docs/*.md are run, one behind the other in one namespace per document."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from documented_place import Place, fill, judge, prepared
from documents import DOCUMENTS, Block, blocks
from processes import surroundings
from project_tree import ROOT, SUPPORT

import pictrace
from pictrace import Library, fitting

BLOCKS = {
    document: [block for block in blocks(document) if block.language in ("python", "py")] for document in DOCUMENTS
}
WITH_PYTHON = [document for document, found in BLOCKS.items() if found]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with prepared(tmp_path_factory.mktemp("programmer")) as place:
        fill(place)
        judge(place)
        (place.folder / "report.zip").unlink()
        yield place


@pytest.mark.network
@pytest.mark.parametrize("document", WITH_PYTHON, ids=lambda document: document.name)
def test_the_python_blocks_run(document: Path, place: Place) -> None:
    finished = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", str(SUPPORT / "run_python_blocks.py")],
        input=json.dumps({"document": document.name, "blocks": [_meant(place, one) for one in BLOCKS[document]]}),
        cwd=place.folder,
        env=surroundings(place.home, PICTRACE_FETCH_ALLOWED_HOSTS=place.stranger.removeprefix("http://")),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    *printed, names = finished.stdout.splitlines()
    if document.name == "README.md":
        _check_readme(printed, json.loads(names), place)


def test_the_readme_shows_python() -> None:
    assert len(BLOCKS[ROOT / "README.md"]) >= 3


def test_the_readme_imports_every_public_name_it_should() -> None:
    """What `pictrace` offers is shown, apart from the settings, which have a section of their own."""
    text = "\n".join(block.text for block in BLOCKS[ROOT / "README.md"])
    assert {name for name in pictrace.__all__ if name not in text} <= {"Settings"}


def _check_readme(printed: list[str], names: dict[str, str], place: Place) -> None:
    """Beyond running: what the blocks print is what their comments promise."""
    assert re.fullmatch(r"\d+ added, \d+ known, 0 failed", printed[0])
    assert any(line.startswith("True [") for line in printed), "the report does not hold"
    with zipfile.ZipFile(io.BytesIO((place.folder / "report.zip").read_bytes())) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("report.json"))["filing"]["case"] == "7 O 12/26"
    assert any("cat.jpg" in line and "picture-12.png" in line for line in printed), "no group of copies was found"
    assert "FitReport(" in names["report"]
    with Library.open(place.library) as library:
        assert fitting.kept(library.artifacts, library.backbone) is not None
        assert library.judgements()[-1].is_match is False


def _meant(place: Place, block: Block) -> tuple[int, str]:
    return block.line, place.meant(block.text)
