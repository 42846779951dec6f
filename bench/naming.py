"""Whether a whole copy is called what it is: saved anew, or edited where tones were changed, however little.

`python -m bench.naming [--pictures N] [--json FILE]`

Held-out half of Corel-1k, each edit both ways: the edited picture as the query, and as the hit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bench import pictures, reporting, verdict_pairs
from bench.verdicts import JUDGE
from pictrace import edits
from pictrace.edits import Edit
from pictrace.types import COPY_VERDICTS, JsonDict, Verdict

Counts = dict[Verdict, dict[str, Counter[Verdict]]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=40, help="of the held-out half")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.naming {reason}")
        return 0
    paths = verdict_pairs.sample(verdict_pairs.halves(held_out=True), given.pictures, seed=7)
    counts: Counts = {right: {edit.name: Counter() for edit in some} for right, some in kinds().items()}
    for path in paths:
        picture = verdict_pairs.read(path)
        original = verdict_pairs.describe(picture)
        for right, some in kinds().items():
            for edit in some:
                made = verdict_pairs.describe(edit.apply(picture))
                for query, hit in ((made, original), (original, made)):
                    pair = verdict_pairs.example(edit.name, True, int(path.stem), query, hit)
                    counts[right][edit.name][JUDGE.assess(query, hit, pair.evidence).verdict] += 1
    figures: JsonDict = {
        str(right): {name: dict(found) for name, found in some.items()} | {"named_rightly": share(right, some)}
        for right, some in counts.items()
    }
    reporting.finish("What whole copies are called", list(table(counts)), figures, given.json)
    return 0


def kinds() -> dict[Verdict, list[Edit]]:
    """Edits by the verdict that their results are to have."""
    return {
        "resaved": [
            *(edits.recompress(quality) for quality in (10, 20, 40, 70)),
            *(edits.downscale(factor) for factor in (0.12, 0.25, 0.5)),
        ],
        "edited": [
            edits.grey(),
            *(edits.contrast(factor) for factor in (0.7, 0.85, 0.9, 1.1, 1.15, 1.4)),
            *(edits.brightness(factor) for factor in (0.8, 0.9, 0.95, 1.05, 1.1, 1.2)),
            *(edits.saturation(factor) for factor in (0.3, 0.6, 0.8, 1.25, 1.5)),
            edits.tint(1.05, 1.0, 0.95),
        ],
    }


def share(right: Verdict, some: dict[str, Counter[Verdict]]) -> float:
    """Of all that are called copies, those that are called what they are."""
    copies = sum(found[verdict] for found in some.values() for verdict in COPY_VERDICTS)
    return sum(found[right] for found in some.values()) / max(1, copies)


def table(counts: Counts) -> Iterator[str]:
    for right, some in counts.items():
        yield f"{right}: {share(right, some):.3f} of those that are called copies"
        for name, found in some.items():
            words = ", ".join(f"{verdict} {count}" for verdict, count in found.most_common(4))
            yield f"  {name:24} {found[right]:4} of {found.total():4}   {words}"


if __name__ == "__main__":
    raise SystemExit(main())
