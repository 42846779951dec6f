"""report.json read back: what a report was made from, as far as it cannot be computed from the pictures."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from pictrace.errors import InvalidInput, UnreadableReport
from pictrace.imaging.metadata.geotag import Place
from pictrace.report.contents import ModelIdentity, ReportOptions, SearchContext
from pictrace.report.document import SCHEMA
from pictrace.types import (
    MODES,
    PICTURE_LEVELS,
    VERDICTS,
    Assessment,
    ByteDigest,
    Calibration,
    DescriptorEvidence,
    Float64Array,
    JsonDict,
    NetworkVersion,
    Region,
    Weights,
)

Value = TypeVar("Value")
Word = TypeVar("Word", bound=str)
# No picture is as large, and no query shows as many ignored elements.
_FARTHEST, _MOST_PLACES = 1e9, 1000


@dataclass(frozen=True, slots=True)
class RecordedPicture:
    """What report.json says of one of the two pictures. digest, pixel_digest, … : as in `Query` and `ReportPicture`.

    file_digest : SHA-256 of the whole file. copy_kind, copy_file : what stands for it in the report.
    """

    name: str
    uris: tuple[str, ...]
    missing: tuple[str, ...]
    read_at: str
    added_at: str | None
    id: int | None
    format: str | None
    byte_size: int | None
    digest: str
    pixel_digest: str
    width: int
    height: int
    region: Region | None
    cut_from: tuple[int, int] | None
    jpeg_quality: int | None
    metadata: Mapping[str, str]
    place: Place | None
    copy_kind: str
    copy_file: str | None

    @property
    def file_digest(self) -> str:
        return ByteDigest.parse(self.digest).file


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """document : all of report.json. negative : whether A was compared with its tones inverted.

    The rest : what it says of the inputs.
    """

    document: JsonDict
    query: RecordedPicture
    candidate: RecordedPicture
    options: ReportOptions
    found: SearchContext | None
    weights: Weights
    assessment: Assessment
    network: NetworkVersion
    cosine: float
    descriptor: DescriptorEvidence | None
    model: ModelIdentity
    calibration: Calibration
    negative: bool
    ignored: tuple[Float64Array, ...]
    settings: Mapping[str, float | int | str]
    versions: Mapping[str, str]


def read(data: bytes, name: str) -> Recorded:
    """What report.json says. Raises UnreadableReport where it is not what `as_document` makes."""
    try:
        document = json.loads(data, parse_constant=_refuse)
        if not isinstance(document, dict) or document.get("schema") != SCHEMA:
            raise UnreadableReport(f"report.json in {name} is not of the kind {SCHEMA}, which is the one known here.")
        return _recorded(document)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        if isinstance(error, InvalidInput):
            reason = error.message.rstrip(".")
        else:
            reason = f"{type(error).__name__}: {str(error)[:120]}"
        raise UnreadableReport(f"report.json in {name} is not as PicTrace writes it ({reason}).") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _recorded(document: JsonDict) -> Recorded:
    options, verdict, network = document["filing"], document["verdict"], document["network"]
    calibration = document["calibration"]
    model = calibration["model"]
    return Recorded(
        document=document,
        query=_side(document["query"]),
        candidate=_side(document["candidate"]),
        options=ReportOptions(
            case=_text(options["case"]),
            note=_text(options["note"]),
            pictures=_one_of(PICTURE_LEVELS, options["pictures"]),
            location=bool(options["location"]),
            made_at=_text(options["made_at"]),
        ),
        found=None if document["search"] is None else _found(document["search"]),
        weights=Weights.of({name: _number(value) for name, value in document["score"]["weights"].items()}),
        assessment=Assessment(
            _one_of(VERDICTS, verdict["verdict"]), _number(verdict["probability"]), _text(model["version"])
        ),
        network=NetworkVersion(_text(network["name"]), _text(network["version"])),
        cosine=_number(network["cosine"]),
        descriptor=None if network["descriptor"] is None else _descriptor(network["descriptor"]),
        model=ModelIdentity(
            _text(model["version"]), {name: _model_number(model[name]) for name in model if name != "version"}
        ),
        calibration=Calibration(
            id=_text(calibration["id"]),
            created_at=_text(calibration["created_at"]),
            model=_text(model["version"]),
            slope=_number(calibration["slope"]),
            intercept=_number(calibration["intercept"]),
            threshold=_number(calibration["threshold"]),
            max_false_positive_rate=_number(calibration["max_false_positive_rate"]),
            pictures=_whole(calibration["pictures"]),
            searches=_whole(calibration["searches"]),
            wrong=_whole(calibration["wrong"]),
            error_rate=_optional(_number, calibration["error_rate"]),
            error_bound=_optional(_number, calibration["error_bound"]),
            made_copies=_whole(calibration["made_copies"]),
            found=_whole(calibration["found"]),
        ),
        negative=bool((document["registration"] or {}).get("negative", False)),
        ignored=tuple(_polygon(polygon) for polygon in document["ignored"][:_MOST_PLACES]),
        settings={_text(name): value for name, value in document["settings"].items()},
        versions={_text(name): _text(value) for name, value in document["versions"].items()},
    )


def _model_number(value: Any) -> float | str | tuple[float, ...]:
    if isinstance(value, str):
        return value
    return tuple(_number(one) for one in value) if isinstance(value, list) else _number(value)


def _side(side: JsonDict) -> RecordedPicture:
    copy, place = side["copy"], side["location"]
    return RecordedPicture(
        name=_text(side["name"]),
        uris=tuple(_text(uri) for uri in side["uris"]),
        missing=tuple(_text(uri) for uri in side.get("missing", ())),
        read_at=_optional(_text, side["read_at"]) or "",
        added_at=_optional(_text, side["added_at"]),
        id=_optional(_whole, side["id"]),
        format=_optional(_text, side["format"]),
        byte_size=_optional(_whole, side["byte_size"]),
        digest=_text(side["sha256"]),
        pixel_digest=_text(side["pixels_sha256"]),
        width=_size(side["width"]),
        height=_size(side["height"]),
        region=None if side["region"] is None else Region.of([_whole(value) for value in side["region"]]),
        cut_from=None if side["cut_from"] is None else (_size(side["cut_from"][0]), _size(side["cut_from"][1])),
        jpeg_quality=_optional(_whole, side["jpeg_quality"]),
        metadata={_text(key): _text(value) for key, value in side["metadata"].items()},
        place=None if place is None else Place(_number(place["latitude"]), _number(place["longitude"])),
        copy_kind=_text(copy["kind"]),
        copy_file=_optional(_text, copy["file"]),
    )


def _found(search: JsonDict) -> SearchContext:
    answer = search["answer"]
    return SearchContext(
        searched=_whole(search["searched"]),
        shortlist=_whole(search["shortlist"]),
        mode=_one_of(MODES, search["mode"]),
        rank=_whole(search["rank"]),
        verdict=_one_of(VERDICTS, answer["verdict"]),
        probability=_number(answer["probability"]),
        name=_optional(_text, answer["name"]),
        rests_on_this=bool(answer["rests_on_this"]),
    )


def _descriptor(descriptor: JsonDict) -> DescriptorEvidence:
    return DescriptorEvidence(
        whole=_number(descriptor["whole"]),
        best=_number(descriptor["best"]),
        query_box=_box(descriptor["query_box"]),
        candidate_box=_box(descriptor["candidate_box"]),
    )


def _polygon(value: Any) -> Float64Array:
    points = np.array([[_number(x), _number(y)] for x, y in value], np.float64).reshape(-1, 2)
    if len(points) < 3 or np.abs(points).max() > _FARTHEST:
        raise ValueError("an ignored place is none")
    return points


def _box(value: Any) -> tuple[float, float, float, float] | None:
    if value is None:
        return None
    left, top, width, height = (_number(part) for part in value)
    return left, top, width, height


def _one_of(known: tuple[Word, ...], value: Any) -> Word:
    found = next((one for one in known if one == value), None)
    if found is None:
        raise ValueError(f"{value!r} is not known")
    return found


def _optional(read: Callable[[Any], Value], value: Any) -> Value | None:
    return None if value is None else read(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is missing")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise TypeError("a number is missing")
    return float(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number is missing")
    return value


def _size(value: Any) -> int:
    found = _whole(value)
    if not 1 <= found <= _FARTHEST:
        raise ValueError(f"a picture of {found} pixels is none")
    return found
