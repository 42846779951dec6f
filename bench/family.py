"""Made families of pictures: is everyone's parent found, and the picture that all of them come from?

`python -m bench.family [--families N] [--tuning] [--json FILE]`
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench import pictures, reporting, verdict_pairs
from pictrace import explanation, imaging
from pictrace.explanation import provenance
from pictrace.explanation.provenance import Relative
from pictrace.extraction import QueryOrigin, query_from_working
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.settings import Limits
from pictrace.types import Kin, UInt8Array

MEMBERS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A family as it was made. parents : of each member but the first, which one it was made of; the first is the
    source."""

    members: tuple[Relative, ...]
    parents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Over all families. pairs : who descends from whom, directly or not: how many of the true pairs were found, and
    how many of the found ones are true."""

    families: int
    roots: float
    parents: float
    pairs_found: float
    pairs_true: float
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--families", type=int, default=30, help="so many photographs of the half that is measured")
    parser.add_argument("--tuning", action="store_true", help="measure the even half, for choosing costs")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.family {reason}")
        return 0
    half = verdict_pairs.halves(held_out=not given.tuning)
    chosen = verdict_pairs.sample(half, given.families, seed=8)
    figures = measured([make(verdict_pairs.read(path), int(path.stem)) for path in chosen])
    title = f"{figures.families} made families of {MEMBERS}, {'tuning' if given.tuning else 'held-out'} photographs"
    lines = [
        f"the source is found:              {figures.roots:.3f}",
        f"the parent is found:              {figures.parents:.3f}",
        f"descents found of the true ones:  {figures.pairs_found:.3f}",
        f"descents true of the found ones:  {figures.pairs_true:.3f}",
        f"seconds a family:                 {figures.seconds:.1f}",
    ]
    document = {name: getattr(figures, name) for name in Figures.__slots__}
    reporting.finish(title, lines, document, given.json)
    return 0


def measured(families: Sequence[Made]) -> Figures:
    """How well all of them are traced."""
    roots, parents, found, true_pairs, found_pairs, seconds = [], [], 0, 0, 0, 0.0
    for made in families:
        started = time.perf_counter()
        traced = provenance.family_of(made.members)
        seconds += time.perf_counter() - started
        keys = [member.kin.key for member in made.members]
        roots.append(traced.roots == (keys[0],))
        told = {descent.child: descent.parent for descent in traced.descents}
        truth = {keys[place + 1]: keys[parent] for place, parent in enumerate(made.parents)}
        parents += [told.get(child) == parent for child, parent in truth.items()]
        really, traced_pairs = _pairs(truth), _pairs(told)
        found += len(really & traced_pairs)
        true_pairs += len(really)
        found_pairs += len(traced_pairs)
    return Figures(
        families=len(families),
        roots=float(np.mean(roots)),
        parents=float(np.mean(parents)),
        pairs_found=found / true_pairs,
        pairs_true=found / max(1, found_pairs),
        seconds=seconds / max(1, len(families)),
    )


def make(source: UInt8Array, seed: int) -> Made:
    """A family of six: each after the first is an edit of one before it, saved as a JPEG; the order is shuffled.

    Every edit is of another kind: two grey copies of one picture are the same picture, and nobody's parents.
    """
    random = np.random.default_rng(seed)
    pixels, parents = [source], []
    for edit in _edits(random):
        parent = int(random.integers(len(pixels)))
        saved = edits.recompress(int(random.integers(60, 91)))
        pixels.append(saved.apply(edit.apply(pixels[parent])))
        parents.append(parent)
    # The query may be any of them, and keys say nothing of the order in which they were made.
    keys = random.permutation(MEMBERS).tolist()
    return Made(tuple(relative(made, key) for made, key in zip(pixels, keys, strict=True)), tuple(parents))


def _edits(random: np.random.Generator) -> list[Edit]:
    x, y = random.random(2)
    kinds: tuple[Edit, ...] = (
        edits.crop(float(random.uniform(0.4, 0.8)), float(x), float(y)),
        edits.downscale(float(random.uniform(0.4, 0.8))),
        edits.mirror(),
        edits.grey(),
        edits.caption("Found on the web"),
        edits.pad(0.3),
        edits.brightness(float(random.uniform(1.15, 1.4))),
        edits.rotate(90),
        edits.blur(1.5),
    )
    return [kinds[place] for place in random.permutation(len(kinds))[: MEMBERS - 1]]


def relative(pixels: UInt8Array, key: int) -> Relative:
    """The picture as a member of a family, as a search would have it; only its vector says nothing."""
    decoded = imaging.decode(imaging.encode_jpeg(pixels, quality=92), name=f"{key}.jpg", limits=Limits())
    # As pictures of a library have none.
    origin = replace(QueryOrigin.of_decoded(f"{key}.jpg", decoded), metadata={}, jpeg_quality=None)
    query = query_from_working(origin, imaging.WorkingPicture.of(decoded).pixels, np.ones(1, np.float32))
    return Relative(Kin(key, query.uri), query, explanation.of_query(query))


def _pairs(parents: dict[int, int]) -> set[tuple[int, int]]:
    """Every (ancestor, descendant)."""
    found = set()
    for child in parents:
        above = parents.get(child)
        while above is not None and (above, child) not in found:
            found.add((above, child))
            above = parents.get(above)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
