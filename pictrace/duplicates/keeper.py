"""Which picture of a group is suggested to be kept, and the reasons.

Only what the catalogue holds is used, so that a page of groups decodes no picture: how much of the picture and how many
pixels of it each shows, how it was saved, its metadata, when it was added. It is a suggestion: no number says which of
two pictures a person wants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pictrace.types import DuplicatePair, KeepReason, Record

# A smaller ratio comes of rounding, or of a rim of a pixel or two.
MORE_PIXELS = 1.1
FINER = 1.1
# Of a copy that was edited too: at one JPEG quality a line of words over a picture adds up to 20 % to the file, more
# contrast 12 %, while quality 60 for 85 takes 40 %.
FINER_THAN_EDITED = 1.25
SHOWS_ALL, SHOWS_LESS = 0.97, 0.9
ONE_BATCH = timedelta(hours=1)
# A copy may have been saved losslessly later, but one in JPEG was surely not the finer one.
LOSSLESS = frozenset({"PNG", "BMP"})
# More pixels of what both show decide before more of the picture does; people read of the latter first.
_AFTER_THESE: tuple[KeepReason, ...] = ("no_border", "finer_saved", "camera_data", "earlier_date")
_AS_WEIGHED: tuple[KeepReason, ...] = ("more_pixels", "shows_more", *_AFTER_THESE)
_AS_SAID: tuple[KeepReason, ...] = ("shows_more", "more_pixels", *_AFTER_THESE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def best_first(records: Sequence[Record], pairs: Sequence[DuplicatePair]) -> list[Record]:
    """The picture to keep, then the others in the order in which they were added."""
    facts = _PairFacts.of(pairs)
    ordered = sorted(records, key=lambda record: record.id)
    best = ordered[0]
    for record in ordered[1:]:
        if _is_preferred(record, best, facts):
            best = record
    return [best, *(record for record in ordered if record.id != best.id)]


def reasons(best: Record, others: Sequence[Record], pairs: Sequence[DuplicatePair]) -> tuple[KeepReason, ...]:
    """What speaks for the first against every other one; that it was added first only where nothing else does."""
    facts = _PairFacts.of(pairs)
    found = [set(_all_reasons(best, other, facts)) for other in others]
    common = set.intersection(*found) if found else set()
    return tuple(reason for reason in _AS_SAID if reason in common) or (
        ("added_first",) if all(_well_before(best, other) for other in others) else ()
    )


@dataclass(frozen=True, slots=True)
class _PairFacts:
    """pairs : by their ids. content : of each picture that was compared, the share that is no plain border."""

    pairs: Mapping[tuple[int, int], DuplicatePair]
    content: Mapping[int, float]

    @classmethod
    def of(cls, pairs: Sequence[DuplicatePair]) -> _PairFacts:
        content: dict[int, float] = {}
        for pair in pairs:
            for id in pair.ids:
                covered = pair.coverage_of(id)
                if covered > 0:
                    content[id] = min(content.get(id, 1.0), pair.area_of(id) / covered)
        return cls({pair.ids: pair for pair in pairs}, content)

    def between(self, one: Record, other: Record) -> DuplicatePair | None:
        """The pair of the two; None where only other pictures link them."""
        return self.pairs.get((min(one.id, other.id), max(one.id, other.id)))

    def has_border(self, record: Record) -> bool:
        return self.content.get(record.id, 1.0) < SHOWS_LESS

    def shared_pixels(self, record: Record, pair: DuplicatePair | None) -> float:
        """How many of its pixels show what both show, without borders and without what was cut off the other."""
        share = self.content.get(record.id, 1.0) if pair is None else pair.area_of(record.id)
        return record.width * record.height * share


def _is_preferred(one: Record, other: Record, facts: _PairFacts) -> bool:
    """Whether the first reason that differs is one for the first picture."""
    own, others = _all_reasons(one, other, facts), _all_reasons(other, one, facts)
    for reason in _AS_WEIGHED:
        if (reason in own) != (reason in others):
            return reason in own
    return False


def _all_reasons(one: Record, other: Record, facts: _PairFacts) -> list[KeepReason]:
    """The reasons for one against the other."""
    found: list[KeepReason] = []
    pair = facts.between(one, other)
    own, others = facts.shared_pixels(one, pair), facts.shared_pixels(other, pair)
    if pair is not None and pair.coverage_of(one.id) < SHOWS_LESS and pair.coverage_of(other.id) >= SHOWS_ALL:
        found.append("shows_more")
    if own > MORE_PIXELS * others:
        found.append("more_pixels")
    elif own * MORE_PIXELS >= others and _is_finer_saved(one, other, pair):
        found.append("finer_saved")
    if facts.has_border(other) and not facts.has_border(one):
        found.append("no_border")
    if one.metadata.get("camera") and not other.metadata.get("camera"):
        found.append("camera_data")
    days = _day(one), _day(other)
    if all(days) and days[0] < days[1]:
        found.append("earlier_date")
    return found


def _is_finer_saved(one: Record, other: Record, pair: DuplicatePair | None) -> bool:
    if one.format != other.format:
        return one.format in LOSSLESS and other.format not in LOSSLESS
    is_resaved = pair is None or pair.verdict == "resaved"
    return one.byte_size > (FINER if is_resaved else FINER_THAN_EDITED) * other.byte_size


def _well_before(one: Record, other: Record) -> bool:
    """An hour or more; the order within one batch is chance."""
    return datetime.fromisoformat(other.added_at) - datetime.fromisoformat(one.added_at) >= ONE_BATCH


def _day(record: Record) -> str:
    found = _DATE.match(record.metadata.get("date_taken", ""))
    return found.group() if found else ""
