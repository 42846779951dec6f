"""Whether a whole copy is called what it is: saved anew, however badly, or edited where tones changed, however little.

`python -m bench.naming [--pictures N] [--json FILE]`

Held-out half of Corel-1k, each edit both ways: the edited picture as the query, and as the hit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench import pictures, reporting, verdict_pairs
from bench.verdicts import JUDGE
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import COPY_VERDICTS, JsonDict, Verdict


@dataclass(frozen=True, slots=True)
class Group:
    """Edits whose results are to have one verdict."""

    name: str
    right: Verdict
    edits: tuple[Edit, ...]


Counts = dict[str, Counter[Verdict]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=40, help="of the held-out half")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.naming {reason}")
        return 0
    paths = verdict_pairs.sample(verdict_pairs.halves(held_out=True), given.pictures, seed=7)
    counted: dict[str, Counts] = {group.name: {edit.name: Counter() for edit in group.edits} for group in groups()}
    for path in paths:
        picture = verdict_pairs.read(path)
        original = verdict_pairs.describe(picture)
        for group in groups():
            for edit in group.edits:
                made = verdict_pairs.describe(edit.apply(picture))
                for query, hit in ((made, original), (original, made)):
                    pair = verdict_pairs.example(edit.name, True, int(path.stem), query, hit)
                    counted[group.name][edit.name][JUDGE.assess(query, hit, pair.evidence).verdict] += 1
    figures: JsonDict = {
        group.name: {name: dict(found) for name, found in counted[group.name].items()}
        | {"called_copies": copies(counted[group.name]), "named_rightly": share(group, counted[group.name])}
        for group in groups()
    }
    lines = [line for group in groups() for line in table(group, counted[group.name])]
    reporting.finish("What whole copies are called", lines, figures, given.json)
    return 0


def groups() -> tuple[Group, ...]:
    """What saving anew does, what saving does at its worst, and what an edit does."""
    again = (
        *(edits.recompress(quality) for quality in (10, 20, 40, 70)),
        *(edits.downscale(factor) for factor in (0.12, 0.25, 0.5)),
    )
    poor = (edits.recompress(5), *(_shrunk_and_saved(factor) for factor in (0.67, 0.4, 0.25)))
    edited = (
        edits.grey(),
        *(edits.contrast(factor) for factor in (0.7, 0.85, 0.9, 1.1, 1.15, 1.4)),
        *(edits.brightness(factor) for factor in (0.8, 0.9, 0.95, 1.05, 1.1, 1.2)),
        *(edits.saturation(factor) for factor in (0.3, 0.6, 0.8, 1.25, 1.5)),
        edits.tint(1.05, 1.0, 0.95),
    )
    return (Group("resaved", "resaved", again), Group("poor", "resaved", poor), Group("edited", "edited", edited))


def _shrunk_and_saved(factor: float) -> Edit:
    name = f"downscale {factor:.0%}, JPEG 8"
    return edits.chain(name, name, edits.downscale(factor), edits.recompress(8))


def copies(counts: Counts) -> float:
    """The share of all that are called copies of whatever kind."""
    return sum(_copies(found) for found in counts.values()) / max(1, sum(found.total() for found in counts.values()))


def share(group: Group, counts: Counts) -> float:
    """Of all that are called copies, those that are called what they are."""
    called = sum(_copies(found) for found in counts.values())
    return sum(found[group.right] for found in counts.values()) / max(1, called)


def table(group: Group, counts: Counts) -> Iterator[str]:
    yield f"{group.name}: {copies(counts):.3f} called copies, {share(group, counts):.3f} of these {group.right}"
    for name, found in counts.items():
        words = ", ".join(f"{verdict} {count}" for verdict, count in found.most_common(4))
        yield f"  {name:24} {found[group.right]:4} of {found.total():4}   {words}"


def _copies(found: Counter[Verdict]) -> int:
    return sum(found[verdict] for verdict in COPY_VERDICTS)


if __name__ == "__main__":
    raise SystemExit(main())
