"""Every kind of source keeps the same promises; one that is added is tested by standing in `SOURCES`.

What is particular to one stands in the tests of sources.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from picture_making import corners, saved
from PIL import Image

from pictrace.settings import Settings
from pictrace.sources import expand, local_item
from pictrace.types import Failure, SourceItem, SourceUri

# The pictures that each source is made of, by the end of their names.
PICTURES = {
    f"{number}.png": saved(Image.fromarray(corners(40 + number, 30)), "PNG", compress_level=0) for number in range(3)
}
Inputs = list[SourceItem | Failure]


def _write(folder: Path) -> list[Path]:
    folder.mkdir()
    for name, data in PICTURES.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in PICTURES]


def _files(place: Path) -> list[str | Path]:
    return [*_write(place / "files")]


def _folder(place: Path) -> list[str | Path]:
    _write(place / "folder")
    return [place / "folder"]


def _archive(place: Path) -> list[str | Path]:
    with zipfile.ZipFile(place / "a.zip", "w") as archive:
        for name, data in PICTURES.items():
            archive.writestr(name, data)
    return [place / "a.zip"]


def _csv(place: Path) -> list[str | Path]:
    lines = ["path", *(str(path) for path in _write(place / "tabled"))]
    (place / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    return [place / "a.csv"]


def _json(place: Path) -> list[str | Path]:
    rows = [{"path": str(path)} for path in _write(place / "tabled")]
    (place / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    return [place / "a.json"]


def _list(place: Path) -> list[str | Path]:
    (place / "a.txt").write_text("\n".join(map(str, _write(place / "listed"))), encoding="utf-8")
    return [place / "a.txt"]


def _uploads(place: Path) -> list[str | Path]:
    return [f"upload:{digest}" for digest in UPLOADED]


UPLOADED = {sha256(data).hexdigest(): (name, data) for name, data in PICTURES.items()}
SOURCES: Mapping[str, Callable[[Path], list[str | Path]]] = {
    "files": _files,
    "folder": _folder,
    "zip archive": _archive,
    "CSV": _csv,
    "JSON": _json,
    "text file": _list,
    "uploads": _uploads,
}


def resolve_upload(text: str) -> SourceItem | Failure:
    found = UPLOADED.get(text.removeprefix("upload:"))
    if found is None:
        return Failure(text, f"{text} is not kept; upload it again.")
    name, data = found
    return SourceItem(text, name, size=len(data), read=partial(bytes, data))


def listed(sources: list[str | Path]) -> Inputs:
    return list(expand(sources, Settings(), resolve_upload=resolve_upload))


@pytest.fixture(params=SOURCES)
def sources(request: pytest.FixtureRequest, tmp_path: Path) -> list[str | Path]:
    return SOURCES[request.param](tmp_path)


def test_it_gives_each_picture_once_in_an_order_that_stays(sources: list[str | Path]) -> None:
    found = listed(sources)
    assert [entry for entry in found if isinstance(entry, Failure)] == []
    assert [entry.uri for entry in found] == [entry.uri for entry in listed(sources)]
    assert len({entry.uri for entry in found}) == len(PICTURES)


def test_an_input_has_a_name_for_people_and_gives_its_bytes_as_often_as_asked(sources: list[str | Path]) -> None:
    for entry in listed(sources):
        assert isinstance(entry, SourceItem)
        assert entry.name in PICTURES
        assert entry.read is not None
        assert entry.read() == entry.read() == PICTURES[entry.name]
        assert entry.size in (None, len(PICTURES[entry.name]))


def test_the_location_of_an_input_names_it_again(sources: list[str | Path]) -> None:
    """What failed can be added again by its location, and an original is read by it."""
    for entry in listed(sources):
        assert isinstance(entry, SourceItem)
        assert str(SourceUri.parse(entry.uri)) == entry.uri
        again = local_item(entry.uri, Settings(), resolve_upload=resolve_upload)
        assert isinstance(again, SourceItem)
        assert again.read is not None
        assert again.read() == PICTURES[entry.name]


def test_what_is_not_there_is_a_failure_in_a_sentence_that_names_it(sources: list[str | Path]) -> None:
    gone: list[str | Path] = [f"{source}-that-is-not-there" for source in sources]
    found = listed(gone)
    assert len(found) == len(gone)
    for entry in found:
        assert isinstance(entry, Failure)
        assert "-that-is-not-there" in entry.reason
        assert "\n" not in entry.reason


def test_one_that_is_bad_costs_no_other(sources: list[str | Path], tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\3\4 no archive")
    found = listed([tmp_path / "bad.zip", *sources, tmp_path / "gone.png"])
    assert len([entry for entry in found if isinstance(entry, Failure)]) == 2
    assert {entry.name for entry in found if isinstance(entry, SourceItem)} == set(PICTURES)
