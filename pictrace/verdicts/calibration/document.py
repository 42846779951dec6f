"""A calibration as a document for the catalogue, and in words for people."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from pictrace.types import Calibration, JsonDict, ReliabilityBin, SharedElement
from pictrace.verdicts import wording

KIND = "calibration"
_NOT_MEASURED = "How often an answer is wrong was not measured under this setting; calibrate the library to know."
_ELSEWHERE = (
    "Wrong in at most {one_of} searches where no copy exists, measured on other pictures; calibrate the library to "
    "know it of these."
)
_HERE = (
    "Wrong in at most {one_of} searches where no copy exists: {wrong} of {searches} that were tried on this library "
    "(the bound holds with 95 % confidence)."
)
_AS_SHIPPED = "With {pictures} pictures probabilities stay as shipped: too few to adjust them."


def as_document(calibration: Calibration) -> JsonDict:
    """Plain values for JSON, without id and time, which the catalogue gives."""
    return {name: value for name, value in asdict(calibration).items() if name not in ("id", "created_at")}


def from_document(document: JsonDict, id: str, created_at: str) -> Calibration:
    """The calibration that a document was made of. Raises TypeError or ValueError for any other document."""
    values: dict[str, Any] = dict(document)
    known = {part.name for part in fields(Calibration)} - {"id", "created_at"}
    if set(values) != known:
        raise ValueError(f"{', '.join(sorted(set(values) ^ known))}: not what a calibration has")
    values["reliability"] = tuple(ReliabilityBin(**one) for one in values["reliability"])
    values["shared"] = tuple(
        SharedElement(one["id"], tuple(one["box"]), tuple(one["others"])) for one in values["shared"]
    )
    for name in ("duplicates", "doubtful"):
        values[name] = tuple((int(a), int(b)) for a, b in values[name])
    return Calibration(id=id, created_at=created_at, **values)


def in_words(calibration: Calibration) -> str:
    """What was measured of wrong answers, in a sentence or two."""
    if calibration.error_bound is None:
        return _NOT_MEASURED
    one_of = wording.one_of(calibration.error_bound)
    if not calibration.pictures:
        return _ELSEWHERE.format(one_of=one_of)
    said = _HERE.format(one_of=one_of, wrong=calibration.wrong, searches=calibration.searches)
    return said if calibration.adjusted else f"{said} {_AS_SHIPPED.format(pictures=calibration.pictures)}"
