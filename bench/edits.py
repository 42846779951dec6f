"""Made copies of pictures nobody tuned on: how many are found first, by kind of edit.

`python -m bench.edits [--backbone NAME] [--mode fast|thorough] [--pictures N] [--tuned] [--json FILE]`

The library is Corel-1k with 40 covers; queries are edits of photographs with an odd number (by --tuned with an even
one, those that choices were made on). What they are pasted into are photographs of covers that the library lacks.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench import pictures, reporting
from pictrace import Library, imaging
from pictrace.cli.terminal import columns
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.settings import Limits
from pictrace.types import MODES, Mode, UInt8Array

BACKGROUND = (640, 480)
ALL = "all"
TARGETS = "the twelve standard kinds"


@dataclass(frozen=True, slots=True)
class Asked:
    """One query. place : of the original among the matches, 0 for none; listed : whether it was in the shortlist."""

    edit: str
    place: int
    listed: bool
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--mode", choices=MODES, default="fast")
    parser.add_argument("--pictures", type=int, default=100, help="so many photographs, each edited in every way")
    parser.add_argument("--tuned", action="store_true", help="ask about those that choices were made on")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k", "covers")
    if reason:
        print(f"bench.edits {reason}")
        return 0
    references = sorted((pictures.DATA / "covers" / "reference").iterdir())
    with pictures.library_of("covers", [*pictures.corel(), *references], given.backbone) as library:
        chosen = pictures.corel()[0 if given.tuned else 1 :: 2]
        chosen = [chosen[number * len(chosen) // given.pictures] for number in range(given.pictures)]
        library.warm_up()
        asked = list(_ask(library, chosen, given.mode))
    groups = _groups(asked)
    reporting.finish(
        f"Made edits, {given.backbone}, {given.mode}: {len(chosen)} photographs among {1000 + len(references):,}",
        columns(("edit", "recall@1", "recall@5", "in shortlist", "p50 ms"), [_row(*group) for group in groups.items()]),
        {name: _figures(group) for name, group in groups.items()},
        given.json,
    )
    return 0


def _edits(seed: int, background: UInt8Array) -> Iterator[tuple[str, Edit]]:
    """Name and edit; the crops lie elsewhere for every picture."""
    at = np.random.default_rng(seed).random((3, 2))
    for edit in edits.standard_edits(seed):
        if edit.kind != "paste_into":
            yield edit.name, edit
    yield "pasted 16 %", edits.paste_into(background, 0.16, *at[0])
    yield "pasted 40 %", edits.paste_into(background, 0.4, *at[1])
    yield "hard: crop 5 %", edits.crop(0.05, *at[2])
    combined = edits.crop(0.25, *at[0]), edits.mirror(), edits.recompress(40)
    yield "hard: crop 25 %, mirrored, JPEG 40", edits.chain("combined", "cropped and mirrored", *combined)


def _ask(library: Library, chosen: Sequence[Path], mode: Mode) -> Iterator[Asked]:
    ids = pictures.ids_by_path(library)
    backgrounds = sorted((pictures.DATA / "covers" / "droid").iterdir())
    with tempfile.TemporaryDirectory(prefix="pictrace-edits-") as place:
        for number, path in enumerate(chosen):
            original = _decoded(path)
            background = _decoded(backgrounds[number % len(backgrounds)])
            background = np.asarray(cv2.resize(background, BACKGROUND, interpolation=cv2.INTER_AREA), dtype=np.uint8)
            for name, edit in _edits(int(path.stem), background):
                query = Path(place) / "query.jpg"
                query.write_bytes(imaging.encode_jpeg(edit.apply(original)))
                started = time.perf_counter()
                result = library.search(query, top=5, mode=mode)
                seconds = time.perf_counter() - started
                places = {match.id: match.rank for match in result.matches}
                listed = any(candidate.record.id == ids[path] for candidate in result.candidates)
                yield Asked(name, places.get(ids[path], 0), listed, seconds)


def _decoded(path: Path) -> UInt8Array:
    return imaging.decode(path.read_bytes(), name=path.name, limits=Limits()).pixels


def _groups(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    groups: dict[str, list[Asked]] = defaultdict(list)
    for answer in asked:
        groups[answer.edit].append(answer)
    with_target = [answer for answer in asked if not answer.edit.startswith(("pasted", "hard"))]
    return {**groups, TARGETS: with_target, ALL: list(asked)}


def _figures(group: Sequence[Asked]) -> dict[str, float]:
    return {
        "queries": len(group),
        "recall@1": float(np.mean([answer.place == 1 for answer in group])),
        "recall@5": float(np.mean([answer.place > 0 for answer in group])),
        "in_shortlist": float(np.mean([answer.listed for answer in group])),
        "p50_seconds": float(np.median([answer.seconds for answer in group])),
    }


def _row(name: str, group: Sequence[Asked]) -> tuple[str, ...]:
    figures = _figures(group)
    recalls = [f"{figures[key]:.3f}" for key in ("recall@1", "recall@5", "in_shortlist")]
    return (name, *recalls, f"{1000 * figures['p50_seconds']:.0f}")


if __name__ == "__main__":
    raise SystemExit(main())
