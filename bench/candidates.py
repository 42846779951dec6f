"""The candidates of real searches with what was measured of each and whether it is right, to fit weights on.

A search is of the tuning half when its picture has an even number, or an even place among its kind; the others are
held out. What was measured is kept under `build/bench` while the code that measures is the same.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import pictures
from pictrace import Library, imaging
from pictrace.cli.terminal import ProgressLine
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.matching.ranking import SearchResult
from pictrace.settings import Limits
from pictrace.types import CHANNELS, Progress

# What is measured of a candidate, and which are candidates, is decided here.
DECIDING = ("imaging", "embedding", "matching", "search", "index")
COPIES = pictures.DATA / "copies"
COVERS = pictures.DATA / "covers"
PHONE_PHOTOS, ALTERED, LOOKALIKES = "phone photos of covers", "really altered copies", "look-alikes"
# One photograph saved three times: a query made of one rightly finds any.
RESAVED = frozenset({"images4/euclidean/large.jpg", "images4/rotate/0.jpg", "images4/resample/original.png"})


@dataclass(frozen=True, slots=True)
class Search:
    """One search. picture : what the query was made of. scores : of each candidate, in the order of CHANNELS.

    right : whether each candidate should be found.
    """

    kind: str
    picture: str
    held_out: bool
    scores: tuple[tuple[float | None, ...], ...]
    right: tuple[bool, ...]


def searches(photographs: int, lookalikes: int, backbone: str) -> list[Search]:
    """Made edits of so many photographs of each half, covers, altered copies, and so many searches for look-alikes.

    Those whose shortlist holds nothing right, or nothing else, are among them.
    """
    code = pictures.fingerprint(DECIDING)
    file = pictures.CACHE / f"searches-{backbone}-{photographs}-{lookalikes}-{code}.json"
    if file.exists():
        return [_read(entry) for entry in json.loads(file.read_text(encoding="utf-8"))]
    with (COPIES / "groundtruth.csv").open(encoding="utf-8", newline="") as table:
        pairs = [row for row in csv.DictReader(table) if row["is_copy"] == "1"]
    references = sorted((COVERS / "reference").iterdir())
    originals = sorted({COPIES / row["reference"] for row in pairs})
    with pictures.library_of("weights", [*pictures.corel(), *references, *originals], backbone) as library:
        library.warm_up()
        ids = pictures.ids_by_path(library)
        total = photographs * 2 * len(_edits(0)) + len(references) + len(pairs) + 2 * lookalikes
        found = list(_counted(_all(library, ids, photographs, lookalikes, pairs), total))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(search) for search in found]), encoding="utf-8")
    return found


def _all(
    library: Library, ids: dict[Path, int], photographs: int, lookalikes: int, pairs: Sequence[dict[str, str]]
) -> Iterator[Search]:
    for held_out in (False, True):
        for path in _spread(pictures.corel()[held_out::2], photographs):
            decoded = imaging.decode(path.read_bytes(), name=path.name, limits=Limits()).pixels
            for edit in _edits(int(path.stem)):
                query = imaging.encode_jpeg(edit.apply(decoded))
                yield _search(edit.name, path.name, held_out, library.search(query), {ids[path]})
    for place, path in enumerate(sorted((COVERS / "droid").iterdir())):
        right = {ids[COVERS / "reference" / path.name]}
        yield _search(PHONE_PHOTOS, path.name, place % 2 == 1, library.search(path), right)
    # By original, so that no original is in both halves.
    names = sorted({row["reference"] for row in pairs})
    for row in pairs:
        right = {ids[COPIES / name] for name in (RESAVED if row["reference"] in RESAVED else {row["reference"]})}
        held_out = names.index(row["reference"]) % 2 == 1
        yield _search(ALTERED, row["reference"], held_out, library.search(COPIES / row["query"]), right)
    classes = {ids[path]: pictures.corel_class(path) for path in pictures.corel()}
    for held_out in (False, True):
        for path in _spread(pictures.corel()[held_out::2], lookalikes):
            same = {id for id, name in classes.items() if name == pictures.corel_class(path)}
            yield _search(LOOKALIKES, path.name, held_out, library.search_id(ids[path]), same, without=ids[path])


def _edits(seed: int) -> Sequence[Edit]:
    """The 13 standard edits, the crops elsewhere for every picture, and harder ones."""
    standard = edits.standard_edits(seed)
    hard = edits.crop(0.25, 0.5, 0.5), edits.mirror(), edits.recompress(40)
    return (
        *standard,
        edits.crop(0.05, 0.3, 0.6),
        edits.recompress(5),
        edits.chain("crop 25 %, mirrored, JPEG 40", "cropped, mirrored and saved again", *hard),
    )


def _search(
    kind: str, picture: str, held_out: bool, result: SearchResult, right: Collection[int], without: int | None = None
) -> Search:
    candidates = [candidate for candidate in result.candidates if candidate.record.id != without]
    scores = tuple(tuple(candidate.evidence.scores[channel] for channel in CHANNELS) for candidate in candidates)
    return Search(kind, picture, held_out, scores, tuple(candidate.record.id in right for candidate in candidates))


def _spread(paths: Sequence[Path], count: int) -> list[Path]:
    return [paths[number * len(paths) // count] for number in range(count)]


def _counted(found: Iterator[Search], total: int) -> Iterator[Search]:
    line = ProgressLine(sys.stderr, "searched")
    started = line.clock()
    for done, search in enumerate(found, start=1):
        line(Progress(done=done, total=total, added=0, known=0, failed=0, seconds=line.clock() - started))
        yield search
    line.close()


def _read(entry: dict[str, object]) -> Search:
    scores, right = entry["scores"], entry["right"]
    assert isinstance(scores, list)
    assert isinstance(right, list)
    return Search(
        kind=str(entry["kind"]),
        picture=str(entry["picture"]),
        held_out=bool(entry["held_out"]),
        scores=tuple(tuple(row) for row in scores),
        right=tuple(right),
    )
