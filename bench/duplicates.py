"""Duplicates within a library: which pairs are found, by kind of edit, and what that costs at growing sizes.

`python -m bench.duplicates [--records N …] [--no-quality] [--backbone NAME] [--json FILE]`

Quality: the odd half of Corel-1k, two made copies of each, really altered copies and covers; what looks alike is not to
be among them. Scale: synthetic records in which 5 % have a copy, each size in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench import duplicate_pictures, duplicate_records, pictures, reporting
from bench.duplicate_pictures import Member
from pictrace.cli.terminal import columns
from pictrace.types import COPY_VERDICTS, DuplicatePair
from pictrace.verdicts import wilson

SIZES = (1_000, 3_000, 10_000)
TARGET = 100_000
# Where a part of another picture was pasted into it, a picture shares what is left with itself as it was.
BACKGROUND = "the picture pasted into"


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs of a made or real copy and its original, by kind: how many there are, found as copies, found as possible.

    claimed : pairs that are called copies. wrong : of these, those that share no source.
    """

    kinds: Mapping[str, tuple[int, int, int]]
    claimed: int
    wrong: tuple[tuple[str, str, str], ...]

    @property
    def recall(self) -> float:
        counted = [row for kind, row in self.kinds.items() if kind != BACKGROUND]
        return sum(row[1] for row in counted) / sum(row[0] for row in counted)

    @property
    def precision(self) -> float:
        return 1.0 - len(self.wrong) / max(1, self.claimed)


@dataclass(frozen=True, slots=True)
class Cost:
    """One search from the beginning. cpu : of all threads; wall : both in seconds. peak : megabytes of memory.

    made, found : pairs of copies that there are, and that were found.
    """

    records: int
    cpu: float
    wall: float
    peak: float
    compared: int
    examined: int
    made: int
    found: int


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--records", type=int, nargs="*", default=SIZES, help="sizes to measure; none leaves them out")
    parser.add_argument("--no-quality", action="store_true", help="measure sizes only")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k", "copies", "covers")
    if reason:
        print(f"bench.duplicates {reason}")
        return 0
    quality = None if given.no_quality else _quality(given.backbone)
    costs = [_cost(size, given.backbone) for size in given.records]
    figures = {
        "quality": None
        if quality is None
        else {**asdict(quality), "recall": quality.recall, "precision": quality.precision},
        "costs": [asdict(cost) for cost in costs],
        "exponent": _exponent(costs),
    }
    lines = [*([] if quality is None else _quality_lines(quality)), *_cost_lines(costs)]
    reporting.finish(f"Duplicates, {given.backbone}", lines, figures, given.json)
    return 0


def _quality(backbone: str) -> Quality:
    library, members = duplicate_pictures.library_of(True, backbone)
    with library:
        library.find_duplicates(pictures.progress("looked at"))
        found = {pair.ids: pair for pair in library.duplicate_pairs()}
    originals = {next(iter(member.sources)): id for id, member in members.items() if not member.kind}
    counts: dict[str, Counter[str]] = {}
    for id, member in members.items():
        for source in member.sources if member.kind else ():
            original = originals[source]
            counted = counts.setdefault(_kind(member, source), Counter())
            counted["all"] += 1
            counted[_called(found.get((min(id, original), max(id, original))))] += 1
    claimed = [pair for pair in found.values() if pair.verdict in COPY_VERDICTS]
    wrong = [pair for pair in claimed if not members[pair.first].sources & members[pair.second].sources]
    return Quality(
        {kind: (row["all"], row["copy"], row["possible"]) for kind, row in counts.items()},
        len(claimed),
        tuple((members[pair.first].path.name, members[pair.second].path.name, pair.verdict) for pair in wrong),
    )


def _kind(member: Member, source: str) -> str:
    own = member.path.stem.partition("-")[0] == Path(source).stem or len(member.sources) == 1
    return member.kind if own else BACKGROUND


def _called(pair: DuplicatePair | None) -> str:
    if pair is None:
        return "nothing"
    return "copy" if pair.verdict in COPY_VERDICTS else "possible"


def _cost(size: int, backbone: str) -> Cost:
    with tempfile.TemporaryDirectory(prefix="pictrace-duplicates-") as place:
        made = duplicate_records.write(Path(place), size, backbone)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "bench.duplicates_run", place]
        answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=pictures.ROOT).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = json.loads(answer)
    found = {tuple(pair) for pair in said["pairs"]}
    return Cost(
        records=size,
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        wall=said["seconds"],
        peak=said["peak"],
        compared=said["compared"],
        examined=said["examined"],
        made=len(made),
        found=len(found & set(made)),
    )


def _exponent(costs: Sequence[Cost]) -> float | None:
    """p of the fitted cpu = c × records^p; None for fewer than two sizes."""
    if len({cost.records for cost in costs}) < 2:
        return None
    slope, _ = np.polyfit(np.log([cost.records for cost in costs]), np.log([cost.cpu for cost in costs]), 1)
    return float(slope)


def _quality_lines(quality: Quality) -> list[str]:
    rows = [
        (kind, str(everything), f"{copies / everything:.3f}", f"{possible / everything:.3f}")
        for kind, (everything, copies, possible) in sorted(quality.kinds.items())
    ]
    low, high = wilson(quality.claimed - len(quality.wrong), quality.claimed)
    return [
        *columns(("copies and their originals", "pairs", "found", "possible"), rows),
        f"recall {quality.recall:.3f} (without {BACKGROUND}); of {quality.claimed:,} pairs called copies "
        f"{len(quality.wrong)} share no source: precision {quality.precision:.4f} ({low:.4f} to {high:.4f})",
        *(f"  {first} and {second}: {verdict}" for first, second, verdict in quality.wrong),
    ]


def _cost_lines(costs: Sequence[Cost]) -> list[str]:
    rows = [
        (
            f"{cost.records:,}",
            f"{cost.cpu:.1f}",
            f"{1000 * cost.cpu / cost.records:.2f}",
            f"{cost.wall:.1f}",
            f"{cost.peak:.0f}",
            f"{cost.compared / cost.records:.1f}",
            f"{cost.examined / cost.records:.3f}",
            f"{cost.found} of {cost.made}",
        )
        for cost in costs
    ]
    if not rows:
        return []
    headings = ("records", "CPU s", "CPU ms each", "wall s", "peak MB", "compared", "examined", "copies found")
    lines = ["", *columns(headings, rows)]
    exponent = _exponent(costs)
    if exponent is not None:
        last = costs[-1]
        cpu = last.cpu * (TARGET / last.records) ** exponent
        lines.append(
            f"CPU time grows as records^{exponent:.2f}: {TARGET:,} would take {cpu:.0f} s of it, "
            f"{cpu / 120:.1f} minutes on two cores that do nothing else"
        )
    return lines


if __name__ == "__main__":
    raise SystemExit(main())
