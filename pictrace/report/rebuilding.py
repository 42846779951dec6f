"""A report made again: what no picture can tell is taken from the old one, all else is computed from the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from pictrace import imaging, matching, verdicts
from pictrace.extraction import QueryOrigin, picture_vectors, query_from_decoded, query_from_working
from pictrace.imaging.formats import recognise
from pictrace.matching.ranking import Comparison
from pictrace.report.archive import Unpacked
from pictrace.report.contents import Exhibit, Report
from pictrace.report.copies import Copy, CopyKind
from pictrace.report.gathering import explained
from pictrace.report.pictures import Provided
from pictrace.report.recorded import Recorded, RecordedSide
from pictrace.types import Backbone, Float32Array, Query, UInt8Array

_KINDS: tuple[CopyKind, ...] = ("file", "same_pixels", "without_location", "resaved", "working", "none")


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """report : with the old one's cosine, which only the network could tell. cosine : by the network, None without."""

    report: Report
    cosine: float | None


class _NoNetwork:
    """Stands where the network is not at hand: its vectors say nothing, and nobody asks them."""

    name, version, dimension, weights_source = "none", "", 1, ""

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return np.ones((len(pictures), 1), np.float32)


def rebuild(recorded: Recorded, query: Provided, candidate: Provided, network: Backbone | None) -> Rebuilt:
    """The report that these two pictures give. Raises InvalidInput for a part that lies outside its picture, and
    WeightsUnavailable or MissingPackage when the network cannot be used after all."""
    first, second = (
        _exhibit(side, provided, recorded.filing.location, network or _NoNetwork())
        for side, provided in ((recorded.query, query), (recorded.candidate, candidate))
    )
    described = replace(first.described, ignored=recorded.ignored)
    first = replace(first, described=described)
    found = matching.gather(matching.prepare(described), second.described.features, second.described.working)
    cosine = None if network is None else found.cosine
    found = replace(found, cosine=recorded.cosine, descriptor=recorded.descriptor)
    judge = verdicts.Judge(recorded.model, recorded.calibration, recorded.network.name)
    alone = judge.assess(described, second.described, found)
    settled = recorded.assessment.is_copy and alone.facts.certainty == "possible" and recorded.found is not None
    assessment = recorded.assessment if settled else alone
    pair = Comparison(described, second.described, found, recorded.weights, assessment)
    report = Report(
        query=first,
        candidate=second,
        evidence=found,
        explanation=explained(first, second, found, assessment.verdict),
        weights=recorded.weights,
        score=pair.score,
        scores=pair.scores,
        contributions=pair.contributions,
        assessment=assessment,
        alone=alone,
        network=recorded.network,
        model=recorded.model,
        calibration=recorded.calibration,
        filing=recorded.filing,
        found=recorded.found,
        settings=recorded.settings,
        versions=recorded.versions,
    )
    return Rebuilt(report, cosine)


def copy_in(side: RecordedSide, unpacked: Unpacked) -> Copy:
    """What stands for a picture in the report that is checked, by its own bytes."""
    kind: CopyKind = next((kind for kind in _KINDS if kind == side.copy_kind), "none")
    if side.copy_file is None:
        return Copy(kind)
    return Copy(kind, unpacked.files.get(side.copy_file, b""), PurePosixPath(side.copy_file).suffix)


def _exhibit(side: RecordedSide, provided: Provided, location: bool, network: Backbone) -> Exhibit:
    is_file = provided.basis == "file"
    format = recognise(provided.data) if is_file else None
    known = side.format is not None
    return Exhibit(
        described=_described(side, provided, network),
        name=side.name,
        uris=side.uris,
        missing=side.missing,
        added_at=side.added_at,
        id=side.id,
        format=format.value if format is not None and known else side.format,
        byte_size=len(provided.data) if is_file and known else side.byte_size,
        file=None if provided.basis == "working" else provided.data,
        place=imaging.place_of(provided.data) if is_file and location and side.place is not None else side.place,
    )


def _described(side: RecordedSide, provided: Provided, network: Backbone) -> Query:
    if provided.basis == "working":
        pixels = provided.decoded.pixels
        seen = picture_vectors(network, [pixels])[0]
        origin = QueryOrigin(side.name, side.width, side.height, pixel_digest=side.pixel_digest)
        query = query_from_working(origin, pixels, seen.whole, seen.parts)
    else:
        query = query_from_decoded(side.name, provided.decoded, network, side.region, name=side.name).query
    query = replace(query, byte_digest=side.digest, read_at=side.read_at, region=side.region, cut_from=side.cut_from)
    if provided.basis != "file":
        return replace(query, jpeg_quality=side.jpeg_quality, metadata=side.metadata)
    # Of a file that was not at hand then, nobody could tell how it was saved.
    return replace(query, jpeg_quality=None if side.jpeg_quality is None else query.jpeg_quality)
