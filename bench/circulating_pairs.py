"""Pairs of known truth as pictures circulate: copies, photographs of pictures, other shots, pages of one template.

Halves are by picture: by building, object, cover, number of the photograph and layout, so that nothing of the held-out
half was seen when the model was fitted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench import circulating, pictures, templates
from bench.verdict_pairs import Example, describe, example, halves, read, sample
from pictrace.types import Query

FOLDERS = ("buildings", "covers", "other_shots", "corel1k", "homography")
BUILDINGS_EACH = 8
COREL = 32
OBJECTS = 20
SHOTS_OF_AN_OBJECT = 4
CAMERAS = ("droid", "canon", "e63")
CONTENTS = 20
SIBLINGS = 24
PAGES = 8
# Which circulated copies of a page are made; the others hide what a page is.
OF_PAGES = (
    "vignette",
    "grain",
    "stock watermark",
    "letterbox, subtitles",
    "handwriting",
    "meme text",
    "stickers",
    "screenshot",
)


def every(held_out: bool) -> Iterator[Example]:
    """All kinds of one half."""
    yield from made(held_out)
    yield from pages(held_out)
    yield from other_shots(held_out)
    yield from buildings(held_out)
    yield from covers(held_out)


def originals(held_out: bool) -> list[Path]:
    """Photographs of one half, from 256 to 1,280 pixels long."""
    chosen = [path for some in _buildings(held_out) for path in some[:BUILDINGS_EACH]]
    for folder in ("canon", "reference"):
        chosen += sorted((pictures.DATA / "covers" / folder).iterdir())[held_out:30:2]
    chosen += sample(halves(held_out), COREL, seed=4)
    return chosen + [_shot(thing, thing % SHOTS_OF_AN_OBJECT) for thing in range(held_out, 2 * OBJECTS, 2)]


def made(held_out: bool) -> Iterator[Example]:
    """Of each original a copy of each kind, and a photograph of each kind."""
    paths = originals(held_out)
    for place, path in enumerate(paths):
        picture, background = read(path), read(paths[(7 * place + 3) % len(paths)])
        itself = describe(picture)
        for kind, (name, make) in enumerate({**circulating.COPIES, **circulating.PHOTOGRAPHS}.items()):
            copy = make(picture, background, np.random.default_rng([place, kind, 5 + held_out]))
            is_copy = name in circulating.COPIES
            yield example(name, is_copy, _number(path), describe(copy), itself, is_photograph=not is_copy)


def pages(held_out: bool) -> Iterator[Example]:
    """Siblings of one template, and copies of pages."""
    for name, layout in itertools.product(templates.KINDS, range(held_out, 2 * templates.LAYOUTS, 2)):
        random = np.random.default_rng([layout, 99])
        number = 5000 + layout
        described = [describe(templates.page(name, layout, content)) for content in range(CONTENTS)]
        for turn in range(SIBLINGS):
            a, b = random.choice(CONTENTS, 2, replace=False).tolist()
            query = described[a]
            if turn % 3 == 0:
                copies = templates.copies(turn + layout)
                query = describe(copies[turn // 3 % len(copies)].apply(templates.page(name, layout, a)))
            yield example(f"sibling of a {name}", False, number, query, described[b])
        for content in range(PAGES):
            page = templates.page(name, layout, content)
            for edit in templates.copies(100 * layout + content):
                yield example(f"copy of a {name}", True, number, describe(edit.apply(page)), described[content])
            for kind in OF_PAGES[content :: PAGES // 2]:
                copy = circulating.COPIES[kind](page, page, np.random.default_rng([layout, content]))
                yield example(f"circulated {name}", True, number, describe(copy), described[content])


def other_shots(held_out: bool) -> Iterator[Example]:
    """Four shots of each object; of flat ones a photograph of the same flat thing is no wrong answer."""
    for thing in range(held_out, 100, 2):
        shots = [describe(read(_shot(thing, shot))) for shot in range(SHOTS_OF_AN_OBJECT)]
        for a, b in itertools.combinations(shots, 2):
            yield example("another shot of an object", False, 6000 + thing, a, b)


def buildings(held_out: bool) -> Iterator[Example]:
    """Photographs of one building."""
    for number, paths in enumerate(_buildings(held_out)):
        for a, b in itertools.combinations([describe(read(path)) for path in paths], 2):
            yield example("another shot of a building", False, 7000 + 2 * number + held_out, a, b)


def covers(held_out: bool) -> Iterator[Example]:
    """Photographs of DVD covers by three cameras against the scans, and against each other."""
    for place, path in enumerate(sorted((pictures.DATA / "covers" / "reference").iterdir())):
        if place % 2 != held_out:
            continue
        scan, number = describe(read(path)), 8000 + place
        photographs = {name: describe(read(pictures.DATA / "covers" / name / path.name)) for name in CAMERAS}
        for camera, photograph in photographs.items():
            yield _photograph(f"cover by {camera}", number, photograph, scan)
            yield _photograph(f"cover by {camera}", number, scan, photograph)
        yield _photograph("cover by two cameras", number, photographs["droid"], photographs["canon"])


def _photograph(kind: str, number: int, query: Query, candidate: Query) -> Example:
    return example(kind, False, number, query, candidate, is_photograph=True)


def _buildings(held_out: bool) -> list[list[Path]]:
    paths = sorted((pictures.DATA / "buildings").glob("*.jpg"))
    groups = [list(group) for _, group in itertools.groupby(paths, key=lambda path: path.name.rpartition("_")[0])]
    return groups[held_out::2]


def _shot(thing: int, shot: int) -> Path:
    return pictures.DATA / "other_shots" / f"ukbench{SHOTS_OF_AN_OBJECT * thing + shot:05d}.jpg"


def _number(path: Path) -> int:
    """The same for every pair of one photograph, for the folds."""
    return 10_000 + sum(path.name.encode()) * 31 + len(str(path))
