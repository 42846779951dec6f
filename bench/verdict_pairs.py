"""Pairs of known truth to fit and to measure verdicts on. Even numbers are for tuning, odd ones are held out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench import made_copies, pictures, shared_elements
from pictrace import imaging
from pictrace import matching as evidence
from pictrace.extraction import query_from_decoded
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.settings import Limits
from pictrace.types import Evidence, Float32Array, Query, UInt8Array

STANDARD = len(edits.standard_edits())
SHOTS: tuple[Callable[[int], Edit], ...] = (edits.burst, edits.viewpoint, edits.flat_object, edits.still_camera)


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One pair. kind : what it is counted under. picture : the number that folds are made by.

    is_photograph : whether one is a photograph of the other, or both are of one flat thing; such a pair is no copy.
    """

    kind: str
    is_copy: bool
    picture: int
    query: Query
    candidate: Query
    evidence: Evidence
    is_photograph: bool = False


def halves(held_out: bool) -> list[Path]:
    """The tuning or the held-out half of Corel-1k."""
    return [path for path in pictures.corel() if int(path.stem) % 2 == held_out]


def sample(paths: Sequence[Path], count: int, seed: int) -> list[Path]:
    """So many of them, at random but always the same, by rising number."""
    chosen = np.random.default_rng(seed).choice(len(paths), min(count, len(paths)), replace=False)
    return [paths[place] for place in sorted(chosen.tolist())]


def made(paths: Sequence[Path], others: Sequence[Path], shots: int = 1, random_edits: int = 8) -> Iterator[Example]:
    """Of each picture its copies, `shots` other shots of each kind, and each shared element with an unrelated picture.

    others : the half that backgrounds and unrelated pictures are taken from.
    """
    shuffled = np.random.default_rng(3).permutation(len(others)).tolist()
    for place, path in enumerate(paths):
        number, picture = int(path.stem), read(path)
        other = next(
            others[at] for at in itertools.islice(itertools.cycle(shuffled), place, None) if others[at] != path
        )
        background = read(other)
        itself = describe(picture)
        for turn, edit in enumerate(made_copies.copies(number, background, random_edits)):
            kind = edit.name if turn < STANDARD else f"any strength: {_kind(edit)}"
            yield example(kind, True, number, describe(edit.apply(picture)), itself)
        for shot in SHOTS:
            for turn in range(shots):
                edit = shot(10 * number + turn)
                yield example(
                    edit.name,
                    False,
                    number,
                    describe(edit.apply(picture)),
                    itself,
                    edit.kind == edits.flat_object().kind,
                )
        for name, share in shared_elements.kinds().items():
            mine, theirs = share(picture, background, np.random.default_rng(number))
            yield example(name, False, number, describe(mine), describe(theirs))


def real_shots(held_out: bool) -> Iterator[Example]:
    """The Oxford scenes from several places: graf, a painted wall, is for tuning, boat is held out."""
    scene = "boat" if held_out else "graf"
    views = [describe(read(path)) for path in sorted((pictures.DATA / "homography" / scene).glob("img*.png"))]
    for a, b in itertools.permutations(views, 2):
        yield example(f"{scene}, another view", False, 3000, a, b, is_photograph=scene == "graf")


def real_copies(held_out: bool) -> Iterator[Example]:
    """The altered copies of `copies`, every second one by sorted order of the originals."""
    folder = pictures.DATA / "copies"
    rows = [line.split(",") for line in (folder / "groundtruth.csv").read_text(encoding="utf-8").splitlines()[1:]]
    originals = sorted({row[1] for row in rows if row[4] == "1"})
    for name, reference, transform, _, is_copy, *_ in rows:
        if is_copy == "1" and originals.index(reference) % 2 == held_out:
            query, original = describe(read(folder / name)), describe(read(folder / reference))
            yield example(f"really altered: {transform}", True, 4000 + originals.index(reference), query, original)


def _kind(edit: Edit) -> str:
    if edit.kind != "chain":
        return edit.kind
    return "several edits, a part pasted" if "part_pasted" in edit.name else "several edits"


def read(path: Path) -> UInt8Array:
    """(H, W, 3) uint8 RGB, decoded as the product does."""
    return imaging.decode(path.read_bytes(), name=path.name, limits=Limits()).pixels


class _NoNetwork:
    """In place of a network, whose vectors verdicts do not look at."""

    name, version, dimension, weights_source = "none", "", 1, ""

    def embed(self, some: Sequence[UInt8Array]) -> Float32Array:
        return np.ones((len(some), 1), np.float32)


def describe(pixels: UInt8Array) -> Query:
    """Everything but the network's vector, which verdicts do not look at."""
    decoded = imaging.from_array(np.ascontiguousarray(pixels))
    named = replace(decoded, byte_digest=f"bytes of {decoded.pixel_digest}")
    return query_from_decoded("", named, _NoNetwork()).query


def example(
    kind: str, is_copy: bool, picture: int, query: Query, candidate: Query, is_photograph: bool = False
) -> Example:
    found = evidence.gather_pair(query, candidate.features, candidate.working)
    return Example(kind, is_copy, picture, query, candidate, found, is_photograph)
