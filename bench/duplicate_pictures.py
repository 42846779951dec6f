"""A collection with duplicates of known truth: photographs, made copies of them, really altered ones, and covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from bench import pictures, verdict_pairs
from pictrace import Library
from pictrace.imaging import edits

# Every photograph gets this many copies of different kinds; the kinds go round.
COPIES_EACH = 2
# The last of the standard edits pastes into another photograph, which is a source too.
QUALITY = 90


@dataclass(frozen=True, slots=True)
class Member:
    """One file. sources : names of what it shows a part of or all; two files with one in common are duplicates.

    kind : what was done to it; "" for an original, whose name is its only source.
    """

    path: Path
    sources: frozenset[str]
    kind: str = ""


def members(held_out: bool, folder: Path) -> list[Member]:
    """The collection of the tuning or of the held-out half; made copies are written to `folder` unless they are there.

    Negatives are the photographs of one class of Corel-1k, which look alike, and phone photos of covers, which are
    another shot of the same thing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    photographs = verdict_pairs.halves(held_out)
    found = [Member(path, frozenset([path.name])) for path in photographs]
    shuffled = np.random.default_rng(5).permutation(len(photographs)).tolist()
    for place, path in enumerate(photographs):
        other = photographs[shuffled[place]]
        found += _copies(place, path, other if other != path else photographs[shuffled[place - 1]], folder)
    return found + _really_altered(held_out) + _covers(held_out)


def library_of(held_out: bool, backbone: str) -> tuple[Library, dict[int, Member]]:
    """The collection as a library that is made once, and who is who in it by id."""
    name = f"duplicates-{'held-out' if held_out else 'tuning'}"
    found = members(held_out, pictures.CACHE / f"{name}-files")
    library = pictures.library_of(name, [member.path for member in found], backbone)
    ids = pictures.ids_by_path(library)
    # A copy that is the same file as its original is in the library once, under both places.
    return library, {ids[member.path]: member for member in reversed(found)}


def _copies(place: int, path: Path, other: Path, folder: Path) -> list[Member]:
    number = int(path.stem)
    standard = len(edits.standard_edits())
    made = []
    for turn in range(COPIES_EACH):
        at = (place + turn * (standard // COPIES_EACH)) % standard
        file = folder / f"{number}-{at}.jpg"
        edit = _edits(number, other)[at]
        if not file.exists():
            Image.fromarray(edit.apply(verdict_pairs.read(path))).save(file, quality=QUALITY)
        sources = {path.name, other.name} if edit.kind == "paste_into" else {path.name}
        made.append(Member(file, frozenset(sources), edit.name))
    return made


def _edits(number: int, other: Path) -> Sequence[edits.Edit]:
    return edits.standard_edits(number, verdict_pairs.read(other))


def _really_altered(held_out: bool) -> list[Member]:
    folder = pictures.DATA / "copies"
    rows = [line.split(",") for line in (folder / "groundtruth.csv").read_text(encoding="utf-8").splitlines()[1:]]
    originals = sorted({row[1] for row in rows if row[4] == "1"})
    chosen = [name for place, name in enumerate(originals) if place % 2 == held_out]
    found = [Member(folder / name, frozenset([name])) for name in chosen]
    return found + [
        Member(folder / name, frozenset([reference]), "really altered")
        for name, reference, _, _, is_copy, *_ in rows
        if is_copy == "1" and reference in chosen and name not in chosen
    ]


def _covers(held_out: bool) -> list[Member]:
    references = sorted((pictures.DATA / "covers" / "reference").iterdir())
    chosen = [path for place, path in enumerate(references) if place % 2 == held_out]
    photos = [path.parents[1] / "droid" / path.name for path in chosen]
    return [Member(path, frozenset([f"{path.parent.name} {path.name}"])) for path in [*chosen, *photos]]


if __name__ == "__main__":
    for half in (False, True):
        built, who = library_of(half, "resnet50")
        print(half, len(built), len(who))
        built.close()
