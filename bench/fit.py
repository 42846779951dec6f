"""Fit the shipped model of true copies on the tuning half and write it to `pictrace/verdicts/shipped_model.py`.

`python -m bench.fit [--pictures N] [--edits N] [--dry-run]`

Positives are made copies of rising strength and half of the really altered ones; negatives are simulated and real
other shots, shared elements, and look-alikes. Each kind weighs the same, copies and others weigh the same in all.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import no_copies, pictures, verdict_pairs
from pictrace import Library
from pictrace.types import Float64Array
from pictrace.verdicts import CopyModel, features, sigmoid
from pictrace.verdicts.features import NAMES
from pictrace.verdicts.logistic import fit

VERSION = "1"
FILE = pictures.ROOT / "pictrace" / "verdicts" / "shipped_model.py"
PULL = 1.0
FOLDS = 5
# The share of other shots of the same scene that may reach the threshold; look-alikes and elements then hardly do.
OTHER_SHOTS_RATE = 0.03
SHOTS = ("next of a burst", "another viewpoint", "flat thing anew", "another moment")


@dataclass(frozen=True, slots=True)
class Row:
    """One pair. values : features, None when it could not be registered."""

    kind: str
    is_copy: bool
    picture: int
    values: tuple[float, ...] | None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=100, help="of the tuning half, to make pairs of")
    parser.add_argument("--edits", type=int, default=5, help="of each held-out picture, searched without its original")
    parser.add_argument("--dry-run", action="store_true", help="print the numbers and write nothing")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k", "covers", "copies", "homography")
    if reason:
        print(f"bench.fit {reason}")
        return 0
    rows = tuning_rows(given.pictures)
    model = fitted(rows)
    for line in cross_validation(rows):
        print(f"  {line}")
    with pictures.library_of("corel1k", pictures.corel()) as library:
        tries, wrong = no_copy_searches(library, verdict_pairs.halves(held_out=True), model, given.edits)
    model = CopyModel(
        model.version, model.intercept, model.coefficients, model.unregistered, model.threshold, tries, wrong
    )
    print(f"  held out: {wrong} of {tries} searches without a copy got a copy verdict")
    text = source_of(model)
    print(text)
    if not given.dry_run:
        FILE.write_text(text, encoding="utf-8")
    return 0


def tuning_rows(count: int) -> list[Row]:
    """Everything that is fitted on: the tuning halves only."""
    half = verdict_pairs.halves(held_out=False)
    chosen = verdict_pairs.sample(half, count, seed=0)
    rows = [_row(one) for one in verdict_pairs.made(chosen, half)]
    rows += [_row(one) for one in verdict_pairs.real_shots(held_out=False)]
    rows += [_row(one) for one in verdict_pairs.real_copies(held_out=False)]
    with pictures.library_of("corel1k", pictures.corel()) as library:
        for hits in no_copies.searches(library, chosen, edits_each=0):
            rows += [
                Row("look-alike", False, hit.picture, features(hit.evidence.registration))
                for hit in hits
                if hit.evidence.registration is not None
            ]
    return rows


def fitted(rows: Sequence[Row]) -> CopyModel:
    """The model with its threshold; coefficients that would speak the wrong way are held at 0."""
    known = [row for row in rows if row.values is not None]
    weights = _weights(known)
    columns = np.array([[*(row.values or ()), 1.0] for row in known])
    labels = np.array([float(row.is_copy) for row in known])
    used = list(range(len(NAMES)))
    while True:
        chosen = [*used, len(NAMES)]
        pull = np.array([PULL] * len(used) + [0.0])
        found = fit(columns[:, chosen], labels, weights, pull=pull, towards=np.zeros(len(chosen)))
        wrong = [name for name, value in zip(used, found[:-1], strict=True) if value > 0.0]
        if not wrong:
            break
        used = [name for name in used if name not in wrong]
    coefficients = [0.0] * len(NAMES)
    for place, value in zip(used, found[:-1], strict=True):
        coefficients[place] = round(float(value), 4)
    model = CopyModel(VERSION, round(float(found[-1]), 4), tuple(coefficients), _unregistered(rows), 0.5, 0, 0)
    return CopyModel(VERSION, model.intercept, model.coefficients, model.unregistered, _threshold(rows, model), 0, 0)


def cross_validation(rows: Sequence[Row]) -> Iterable[str]:
    """Kind by kind: of pairs whose picture was not fitted on, how many reach the threshold of that fold."""
    reached: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for fold in range(FOLDS):
        model = fitted([row for row in rows if _fold(row) != fold])
        for row in rows:
            if _fold(row) == fold:
                reached[row.is_copy, row.kind].append(probability(model, row) >= model.threshold)
    for (is_copy, kind), hits in sorted(reached.items(), key=lambda item: (not item[0][0], item[0][1])):
        yield f"{'copy ' if is_copy else 'other'} {kind[:40]:40} {sum(hits):5} of {len(hits):5} get a copy verdict"
    for is_copy in (True, False):
        hits = [hit for (truth, _), some in reached.items() if truth == is_copy for hit in some]
        yield f"{'copies' if is_copy else 'others'} in all: {sum(hits)} of {len(hits)}"


def no_copy_searches(library: Library, paths: Sequence[Path], model: CopyModel, edits_each: int) -> tuple[int, int]:
    """How many searches without a copy were tried, and how many got a copy verdict."""
    tries = wrong = 0
    for hits in no_copies.searches(library, paths, edits_each):
        tries += 1
        odds = [model.log_odds(hit.evidence.registration) for hit in hits if hit.evidence.registration is not None]
        wrong += bool(odds) and sigmoid(max(odds)) >= model.threshold
    return tries, wrong


def probability(model: CopyModel, row: Row) -> float:
    if row.values is None:
        return model.unregistered
    return sigmoid(model.intercept + float(np.dot(model.coefficients, row.values)))


def source_of(model: CopyModel) -> str:
    return (
        '"""Written by `python -m bench.fit`; change it there."""\n\n'
        "from pictrace.verdicts.copy_probability import CopyModel\n\n"
        "MODEL = CopyModel(\n"
        f'    version="{model.version}",\n'
        f"    intercept={model.intercept},\n"
        f"    coefficients={model.coefficients},\n"
        f"    unregistered={model.unregistered},\n"
        f"    threshold={model.threshold},\n"
        f"    no_copy_searches={model.no_copy_searches},\n"
        f"    wrong={model.wrong},\n"
        ")\n"
    )


def _threshold(rows: Sequence[Row], model: CopyModel) -> float:
    """The least that so few of the other shots reach, each kind counting the same."""
    kinds = Counter(row.kind for row in rows if row.kind in SHOTS)
    weighted = sorted(
        ((probability(model, row), 1.0 / kinds[row.kind] / len(kinds)) for row in rows if row.kind in kinds),
        reverse=True,
    )
    total = 0.0
    for value, weight in weighted:
        total += weight
        if total > OTHER_SHOTS_RATE:
            return round(value + 0.0005, 3)
    return 0.5


def _unregistered(rows: Sequence[Row]) -> float:
    """Of hits that cannot be registered, the share that are copies, copies and others weighing the same in all."""
    shares = []
    for truth in (True, False):
        same = [row for row in rows if row.is_copy == truth]
        shares.append(sum(row.values is None for row in same) / len(same))
    # Nearly every look-alike cannot be registered, so that of the others the share is taken as 1.
    return round(shares[0] / (shares[0] + 1.0), 3)


def _weights(rows: Sequence[Row]) -> Float64Array:
    counts = Counter((row.is_copy, row.kind) for row in rows)
    kinds = Counter(is_copy for is_copy, _ in counts)
    return np.array([len(rows) / (2 * kinds[row.is_copy] * counts[row.is_copy, row.kind]) for row in rows])


def _row(one: verdict_pairs.Example) -> Row:
    registration = one.evidence.registration
    kind = one.kind if not one.is_copy or not one.kind.startswith("really") else "really altered"
    return Row(kind, one.is_copy, one.picture, None if registration is None else features(registration))


def _fold(row: Row) -> int:
    return row.picture // 2 % FOLDS


if __name__ == "__main__":
    raise SystemExit(main())
