"""The story of an edit is the same from Python, from the command line and over HTTP."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import pictrace
from pictrace import Library
from pictrace.errors import InvalidInput, UnreadablePicture
from pictrace.explanation import explanation_as_document
from pictrace.imaging import edits
from pictrace.types import UInt8Array
from tests.cli.test_commands import place, run
from tests.web.test_api import client, queries, settings

__all__ = ["client", "place", "queries", "run", "settings"]

Photos = dict[str, UInt8Array]
Files = dict[str, Path]


@pytest.fixture
def library(tmp_path: Path, picture_files: Files) -> Iterator[Library]:
    with Library.open(tmp_path / "library", backbone="tiny") as library:
        assert library.add(str(picture_files["chelsea"].parent)).added == 5
        yield library


@pytest.fixture
def copy(tmp_path: Path, picture_files: Files) -> Path:
    """Half of chelsea.jpg, mirrored, saved at quality 60."""
    with Image.open(picture_files["chelsea"]) as image:
        width, height = image.size
        made = image.crop((width // 8, height // 6, width // 8 + 320, height // 6 + 210))
        path = tmp_path / "copy.jpg"
        made.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(path, quality=60)
    return path


def test_of_a_hit_the_library_tells_what_was_done(library: Library, copy: Path) -> None:
    result = library.search(copy)
    found = library.explain(result, result.matches[0].id)
    assert found.recipe.claimed
    assert [step.kind for step in found.recipe.steps] == ["cropped", "mirrored", "recompressed"]
    # The original was at hand, and says how it was saved.
    assert dict(found.recipe.steps[-1].parameters) == {"quality": 60, "source_quality": 90}
    assert found.nearer.side == "candidate"


def test_without_the_original_its_quality_is_not_known(library: Library, copy: Path, picture_files: Files) -> None:
    result = library.search(copy)
    Image.new("RGB", (20, 20)).save(picture_files["chelsea"])  # other bytes lie there now
    found = library.explain(result, result.matches[0].id)
    assert dict(found.recipe.steps[-1].parameters) == {"quality": 60}


def test_pictures_that_came_together_say_nothing_of_who_was_first(
    library: Library, tmp_path: Path, photos: Photos
) -> None:
    darker = tmp_path / "darker.png"
    Image.fromarray(edits.brightness(0.8).apply(photos["coffee"])).save(darker)
    assert library.add(str(darker)).added == 1
    late = library.records("darker")[0]
    result = library.search_id(late.id)
    early = next(match for match in result.matches if match.record.name == "coffee.png")
    found = library.explain(result, early.id)
    assert found.recipe.claimed
    assert (found.nearer.side, found.nearer.reasons) == ("undecided", ())


def test_what_was_not_examined_is_not_explained(library: Library, copy: Path) -> None:
    result = library.search(copy)
    with pytest.raises(InvalidInput, match="not among"):
        library.explain(result, 999)
    library.working_path(result.matches[0].id).unlink()
    with pytest.raises(UnreadablePicture):
        library.explain(result, result.matches[0].id)


def test_a_comparison_tells_the_same(library: Library, copy: Path, picture_files: Files) -> None:
    pair = pictrace.compare(copy, picture_files["chelsea"], backbone="tiny")
    result = library.search(copy)
    by_library = explanation_as_document(library.explain(result, result.matches[0].id))
    assert explanation_as_document(pictrace.explain(pair)) == by_library


def test_compare_on_the_command_line_tells_it(run, copy: Path, picture_files: Files) -> None:
    said = run("compare", copy, picture_files["chelsea"], "--backbone", "tiny").out
    assert "copy.jpg is chelsea.jpg, cropped to 50 %" in said
    assert "mirrored" in said
    assert "all of copy.jpg comes from it" in said
    assert "chelsea.jpg is nearer their source. It shows more." in said
    document = run("compare", copy, picture_files["chelsea"], "--backbone", "tiny", "--json").document
    assert document["explanation"]["recipe"]["claimed"]
    assert document["explanation"]["recipe"]["in_words"] in said
    same = run("compare", picture_files["coffee"], picture_files["coffee"], "--backbone", "tiny").out
    assert "the first picture is the second picture, unchanged" in same
    other = run("compare", picture_files["coffee"], picture_files["rocket"], "--backbone", "tiny").out
    assert "cannot be told" in other
    assert "nearer" not in other


def test_a_search_explains_as_many_as_it_was_asked_to(run, copy: Path, picture_files: Files) -> None:
    assert run("--backbone", "tiny", "add", picture_files["chelsea"].parent).code == 0
    document = run("search", copy, "--explain", "1", "--json").document
    assert document["matches"][0]["explanation"]["recipe"]["claimed"]
    assert document["matches"][1]["explanation"] is None
    assert "explanation" not in run("search", copy, "--json").document["matches"][0]
    assert "Your picture is chelsea.jpg, cropped to 50 %" in run("search", copy, "--explain").out


def test_a_search_over_http_explains_when_asked(client, copy: Path) -> None:
    data = io.BytesIO(copy.read_bytes())
    asked = client.post("/api/search", files={"file": ("copy.jpg", data)}, data={"explain": "true"})
    assert asked.status_code == 200, asked.text
    best = asked.json()["matches"][0]["explanation"]
    assert best["recipe"]["claimed"]
    assert [step["kind"] for step in best["recipe"]["steps"]] == ["cropped", "mirrored", "recompressed"]
    assert best["nearer"]["side"] == "candidate"
    json.dumps(best, allow_nan=False)
    plain = client.post("/api/search", files={"file": ("copy.jpg", io.BytesIO(copy.read_bytes()))})
    assert plain.json()["matches"][0]["explanation"] is None
