"""Verdicts on pictures that nothing was tuned on: copies found, other shots refused, searches without any copy.

`python -m bench.verdicts [--pictures N] [--edits N] [--searches N] [--json FILE]`
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bench import circulating_pairs, no_copies, pictures, reporting, verdict_pairs
from pictrace import Library
from pictrace.imaging import edits
from pictrace.matching.ranking import SearchResult
from pictrace.types import COPY_VERDICTS, JsonDict, Verdict
from pictrace.verdicts import Judge, shipped_calibration, shipped_model, upper_bound, wilson

MODEL = shipped_model()
JUDGE = Judge(MODEL, shipped_calibration(MODEL), "resnet50")

Counts = dict[tuple[bool, str], Counter[Verdict]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=60, help="of the held-out half, to make pairs of")
    parser.add_argument("--edits", type=int, default=5, help="of each held-out picture, searched without its original")
    parser.add_argument("--searches", type=int, default=10, help="pictures whose 13 edits are searched for as a whole")
    given = parser.parse_args(arguments)
    reason = pictures.missing(*circulating_pairs.FOLDERS, "copies")
    if reason:
        print(f"bench.verdicts {reason}")
        return 0
    half = verdict_pairs.halves(held_out=True)
    chosen = verdict_pairs.sample(half, given.pictures, seed=1)
    counts = pair_counts(verdict_pairs.made(chosen, half))
    counts.update(pair_counts(verdict_pairs.real_shots(held_out=True)))
    counts.update(pair_counts(verdict_pairs.real_copies(held_out=True)))
    counts.update(pair_counts(circulating_pairs.every(held_out=True)))
    lines = list(table(counts))
    with pictures.library_of("corel1k", pictures.corel(), given.backbone) as library:
        tries, wrong = no_copy_searches(library, given.edits)
        bound = upper_bound(wrong, tries)
        lines.append(
            f"searches without a copy: {wrong} of {tries} got a copy verdict ({wrong / tries:.2%}, at most {bound:.2%})"
        )
        searched = whole_searches(library, given.searches)
    lines += [f"{name}: {value}" for name, value in searched.items()]
    figures: JsonDict = {
        "pairs": [
            {"is_copy": is_copy, "kind": kind, "pairs": found.total(), "copy_verdicts": _copies(found), **found}
            for (is_copy, kind), found in counts.items()
        ],
        "no_copy_searches": tries,
        "wrong": wrong,
        "upper_bound": bound,
        **searched,
    }
    reporting.finish(f"Verdicts on held-out pictures, model {MODEL.version}", lines, figures, given.json)
    return 0


def pair_counts(pairs: Iterable[verdict_pairs.Example]) -> Counts:
    """Kind by kind how often each verdict was given."""
    counts: Counts = defaultdict(Counter)
    for pair in pairs:
        kind = "really altered" if pair.kind.startswith("really") else pair.kind
        counts[pair.is_copy, kind][JUDGE.assess(pair.query, pair.candidate, pair.evidence).verdict] += 1
    return dict(counts)


def table(counts: Counts) -> Iterable[str]:
    """A line a kind, copies first, and the standard edits and the other shots together."""
    for is_copy in (True, False):
        kinds = {kind: found for (truth, kind), found in counts.items() if truth == is_copy}
        yield "copies: get a copy verdict" if is_copy else "no copies: get a copy verdict all the same"
        for kind, found in sorted(kinds.items()):
            words = ", ".join(f"{verdict} {count}" for verdict, count in found.most_common(4))
            least, most = wilson(_copies(found), found.total())
            reached = f"{_copies(found):5} of {found.total():5} ({least:.2f} to {most:.2f})"
            yield f"  {kind[:32]:32} {reached}   {words}"
        groups = {
            True: {"the 13 standard edits": {edit.name for edit in edits.standard_edits()}},
            False: {"made other shots": {make(0).name for make in verdict_pairs.SHOTS}},
        }[is_copy]
        for name, members in groups.items():
            together: Counter[Verdict] = Counter()
            for kind in members & set(kinds):
                together.update(kinds[kind])
            if together:
                share = _copies(together) / together.total()
                yield f"  {name:38} {_copies(together):5} of {together.total():5}   {share:.1%}"


def no_copy_searches(library: Library, edits_each: int) -> tuple[int, int]:
    """Of the held-out half: searches tried, and how many got a copy verdict."""
    tries = wrong = 0
    for hits in no_copies.searches(library, verdict_pairs.halves(held_out=True), edits_each):
        tries += 1
        verdicts = [(JUDGE.assess(hit.query, hit.candidate, hit.evidence), hit) for hit in hits]
        copies = [hit for assessment, hit in verdicts if assessment.is_copy]
        wrong += bool(copies)
        for hit in copies[:1]:
            print(f"  copy verdict: {hit.picture} {hit.edit} → {hit.other}")
    return tries, wrong


def whole_searches(library: Library, count: int) -> JsonDict:
    """Real searches for the standard edits of some pictures: the answer, and whether the order contradicts it."""
    ids = pictures.ids_by_path(library)
    asked = right = contradicted = first = 0
    for path in verdict_pairs.sample(verdict_pairs.halves(held_out=True), count, seed=2):
        picture = verdict_pairs.read(path)
        for edit in edits.standard_edits(int(path.stem)):
            result = library.search(edit.apply(picture), top=50)
            asked += 1
            match = result.answer.match
            right += result.answer.verdict in COPY_VERDICTS and match is not None and match.id == ids[path]
            contradicted += contradicts(result)
            first += result.matches[0].id == ids[path]
    return {"searches": asked, "answered_right": right, "ranked_first": first, "order_contradicts": contradicted}


def contradicts(result: SearchResult) -> bool:
    """Whether a hit with a copy verdict stands below one without."""
    copies = [match.verdict in COPY_VERDICTS for match in result.matches]
    return copies != sorted(copies, reverse=True)


def _copies(found: Counter[Verdict]) -> int:
    return sum(count for verdict, count in found.items() if verdict in COPY_VERDICTS)


if __name__ == "__main__":
    raise SystemExit(main())
