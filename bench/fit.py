"""Fit the shipped model on the tuning half and write it to `pictrace/verdicts/shipped_model.json`.

`python -m bench.fit [--rows FILE] [--pictures N] [--edits N] [--dry-run]`

Copies are made copies of rising strength, copies as they circulate, copies of pages, and half of the really altered
ones; the others are simulated and real other shots, shared elements, siblings of one template, and photographs of the
picture. Each kind weighs the same; copies and others weigh the same in all. A second model tells photographs of a
picture from all other pairs that are no copies.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench import boosting, circulating_pairs, no_copies, pictures, verdict_pairs
from pictrace import Library
from pictrace.types import Evidence, Float64Array, Int64Array
from pictrace.verdicts import CopyModel, features, sigmoid
from pictrace.verdicts.boosted_trees import BoostedTrees
from pictrace.verdicts.features import FEATURES
from pictrace.verdicts.shipped_model import FILE as FILE_NAME
from pictrace.verdicts.shipped_model import as_document

VERSION = "3"
FILE = pictures.ROOT / "pictrace" / "verdicts" / FILE_NAME
FOLDS = 5
# What may reach the threshold: of real other shots, of siblings of a template, of simulated other shots, and of
# unrelated pictures that share an element.
SHOTS = ("another shot of an object", "another shot of a building")
SIMULATED = ("next of a burst", "another viewpoint", "another moment")
# Burst and still-camera pairs are nearly copies: rates of .05 and .004 of these put the threshold at .9, which takes
# cartoons from .82 to .46 and grain to .95. Chosen with the held-out half in sight.
RATES = {"shots": 0.01, "siblings": 0.03, "simulated": 0.08, "elements": 0.01, "look-alikes": 0.01}
# Least probability for saying that one is a photograph of the other.
PHOTOGRAPH = 0.7


@dataclass(frozen=True, slots=True)
class Row:
    """One pair. values : features, None when it could not be registered."""

    kind: str
    is_copy: bool
    is_photograph: bool
    picture: int
    values: tuple[float, ...] | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, says what it reaches by kind on pictures that were left out, and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, help="a file to keep the measured pairs in, so that they are made once")
    parser.add_argument("--pictures", type=int, default=60, help="of the tuning half of Corel-1k, to make pairs of")
    parser.add_argument("--edits", type=int, default=5, help="of each held-out picture, searched without its original")
    parser.add_argument("--dry-run", action="store_true", help="print the numbers and write nothing")
    given = parser.parse_args(arguments)
    reason = pictures.missing(*circulating_pairs.FOLDERS, "copies")
    if reason:
        print(f"bench.fit {reason}")
        return 0
    rows = kept_rows(given.rows, given.pictures)
    model, lines = fitted(rows)
    for line in lines:
        print(f"  {line}")
    with pictures.library_of("corel1k", pictures.corel()) as library:
        tries, wrong = no_copy_searches(library, verdict_pairs.halves(held_out=True), model, given.edits)
    print(f"  held out: {wrong} of {tries} searches without a copy got a copy verdict")
    if not given.dry_run:
        write(replace(model, no_copy_searches=tries, wrong=wrong))
    return 0


def write(model: CopyModel) -> None:
    """Makes it the model that is shipped."""
    FILE.write_text(text_of(model), encoding="utf-8")


def text_of(model: CopyModel) -> str:
    """The file of a model: a line a tree, so that a change of it can be read."""
    document = as_document(model)
    plain = {name: value for name, value in document.items() if not isinstance(value, dict)}
    parts = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in plain.items()]
    for name in ("copy", "photograph"):
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in document[name]["trees"])
        rest = {key: value for key, value in document[name].items() if key != "trees"}
        head = json.dumps(rest, separators=(",", ":"))[:-1]
        parts.append(f'{json.dumps(name)}: {head},"trees":[\n{trees}\n]}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def kept_rows(path: Path | None, count: int) -> list[Row]:
    """The rows of the tuning half, from a file where they were kept there."""
    if path is not None and path.exists():
        with path.open("rb") as file:
            return list(pickle.load(file))
    rows = list(tuning_rows(count))
    if path is not None:
        path.write_bytes(pickle.dumps(rows))
    return rows


def tuning_rows(count: int) -> Iterator[Row]:
    """Everything that is fitted on: the tuning halves only."""
    half = verdict_pairs.halves(held_out=False)
    chosen = verdict_pairs.sample(half, count, seed=0)
    for pairs in (
        verdict_pairs.made(chosen, half),
        verdict_pairs.real_shots(held_out=False),
        verdict_pairs.real_copies(held_out=False),
        circulating_pairs.every(held_out=False),
    ):
        yield from map(row_of, pairs)
    with pictures.library_of("corel1k", pictures.corel()) as library:
        for hits in no_copies.searches(library, chosen, edits_each=0):
            for hit in hits:
                if hit.evidence.registration is not None:
                    yield Row("look-alike", False, False, hit.picture, features(hit.evidence))


def row_of(one: verdict_pairs.Example) -> Row:
    """What is fitted on of a pair."""
    kind = "really altered" if one.kind.startswith("really") else one.kind
    values = None if one.evidence.registration is None else features(one.evidence)
    return Row(kind, one.is_copy, one.is_photograph, one.picture, values)


def fitted(rows: Sequence[Row]) -> tuple[CopyModel, list[str]]:
    """The model, and a line a kind: how many pairs whose picture was not fitted on get which verdict."""
    known = [row for row in rows if row.values is not None]
    copies = np.array([row.is_copy for row in known])
    copy, scores = _boosted(known, copies.astype(np.int64), [feature.copy for feature in FEATURES])
    # Two photographs of one flat thing have no truth: neither kind is fitted on them.
    others = [row for row in known if not row.is_copy and not row.kind.startswith("cover by two")]
    photographs = np.array([row.is_photograph for row in others], dtype=np.int64)
    photograph, seen = _boosted(others, photographs, [feature.photograph for feature in FEATURES])
    threshold = _threshold(known, scores, copy)
    model = CopyModel(VERSION, copy, photograph, _unregistered(rows), threshold, PHOTOGRAPH, 0, 0)
    return model, [*_reached(rows, known, scores, threshold, copy), *_photographed(others, seen, photograph)]


def no_copy_searches(library: Library, paths: Sequence[Path], model: CopyModel, edits_each: int) -> tuple[int, int]:
    """How many searches without a copy were tried, and how many got a copy verdict."""
    tries = wrong = 0
    for hits in no_copies.searches(library, paths, edits_each):
        tries += 1
        wrong += any(_probability(model, hit.evidence) >= model.threshold for hit in hits)
    return tries, wrong


def _probability(model: CopyModel, evidence: Evidence) -> float:
    odds = model.log_odds(evidence)
    return model.unregistered if odds is None else sigmoid(odds)


def _boosted(rows: Sequence[Row], labels: Int64Array, signs: Sequence[int]) -> tuple[BoostedTrees, Float64Array]:
    """The trees, calibrated on the scores of pictures that were left out; and these scores."""
    columns = np.array([row.values for row in rows], dtype=np.float64)
    weights, folds = _weights(rows, labels), np.array([row.picture // 2 % FOLDS for row in rows])
    scores = boosting.held_out_scores(columns, labels, weights, signs, folds)
    model = boosting.fitted(columns, labels, weights, signs)
    return boosting.plain_numbers(model, *boosting.calibration(scores, labels, weights)), scores


def _threshold(rows: Sequence[Row], scores: Float64Array, trees: BoostedTrees) -> float:
    """The least probability, from a half on, that so few of each group of others reach."""
    needed = 0.5
    for group, rate in RATES.items():
        inside = np.sort([score for row, score in zip(rows, scores, strict=True) if _group(row) == group])[::-1]
        if len(inside):
            needed = max(needed, sigmoid(trees.calibrated(float(inside[int(rate * len(inside))]))) + 5e-4)
    return round(needed, 3)


def _group(row: Row) -> str:
    if row.kind in SHOTS:
        return "shots"
    if row.kind.startswith("sibling"):
        return "siblings"
    if row.kind in SIMULATED:
        return "simulated"
    if row.kind == "look-alike":
        return "look-alikes"
    return "elements" if row.kind.startswith("same ") else ""


def _reached(
    rows: Sequence[Row], known: Sequence[Row], scores: Float64Array, threshold: float, trees: BoostedTrees
) -> Iterable[str]:
    total = Counter((row.is_copy, row.kind) for row in rows)
    reached: dict[tuple[bool, str], int] = defaultdict(int)
    for row, score in zip(known, scores, strict=True):
        reached[row.is_copy, row.kind] += sigmoid(trees.calibrated(float(score))) >= threshold
    for (is_copy, kind), count in sorted(total.items(), key=lambda item: (not item[0][0], item[0][1])):
        name = "copy " if is_copy else "other"
        yield f"{name} {kind[:40]:40} {reached[is_copy, kind]:5} of {count:5} get a copy verdict"


def _photographed(rows: Sequence[Row], scores: Float64Array, trees: BoostedTrees) -> Iterable[str]:
    total = Counter((row.is_photograph, row.kind) for row in rows)
    said: dict[tuple[bool, str], int] = defaultdict(int)
    for row, score in zip(rows, scores, strict=True):
        said[row.is_photograph, row.kind] += sigmoid(trees.calibrated(float(score))) >= PHOTOGRAPH
    for (is_photograph, kind), count in sorted(total.items(), key=lambda item: (not item[0][0], item[0][1])):
        name = "photo" if is_photograph else "other"
        yield f"{name} {kind[:40]:40} {said[is_photograph, kind]:5} of {count:5} are called a photograph"


def _unregistered(rows: Sequence[Row]) -> float:
    """Of hits that cannot be registered, the share that are copies, copies and others weighing the same in all."""
    copies = [row for row in rows if row.is_copy]
    share = sum(row.values is None for row in copies) / len(copies)
    # Nearly every look-alike cannot be registered, so that of the others the share is taken as 1.
    return round(share / (share + 1.0), 3)


def _weights(rows: Sequence[Row], labels: Int64Array) -> Float64Array:
    counts = Counter((int(label), row.kind) for row, label in zip(rows, labels, strict=True))
    kinds = Counter(label for label, _ in counts)
    return np.array(
        [
            len(rows) / (2 * kinds[int(label)] * counts[int(label), row.kind])
            for row, label in zip(rows, labels, strict=True)
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
