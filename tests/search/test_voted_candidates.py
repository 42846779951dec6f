"""What no list of vectors has is found by its local features."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image

from pictrace import Library
from pictrace.imaging import edits
from pictrace.types import UInt8Array

Photos = dict[str, UInt8Array]
NAMES = ("astronaut", "chelsea", "coffee", "coins", "rocket", "motorcycle_left")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, photos: Photos) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("voted")
    with Library.open(folder / "library", backbone="tiny") as library:
        for name in NAMES:
            Image.fromarray(photos[name]).save(folder / f"{name}.png")
        library.add([folder / f"{name}.png" for name in NAMES])
        yield library


@pytest.mark.parametrize("mode", ["fast", "thorough"])
def test_a_picture_that_no_list_has_is_found(library: Library, photos: Photos, mode: str) -> None:
    turned = edits.rotate(180).apply(edits.crop(0.4, 0.5, 0.5).apply(edits.grey().apply(photos["coffee"])))
    result = library.search(turned, top=1, shortlist=1, mode=mode)  # type: ignore[arg-type]
    assert result.decisive is not None
    assert library.get(result.decisive).name == "coffee.png"
    assert result.matches[0].assessment.is_copy


def test_a_search_without_a_copy_gets_none(library: Library, photos: Photos) -> None:
    result = library.search(photos["grass"], top=1, shortlist=1)
    assert not any(match.assessment.is_copy for match in result.matches)
    assert len(result.candidates) == 1
