"""A report rebuilt: what cannot be computed from the pictures is taken from the old one, all else is computed."""

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
from pictrace.report.contents import ModelIdentity, Report, ReportPicture
from pictrace.report.copies import Copy, CopyKind
from pictrace.report.gathering import explain_pair
from pictrace.report.pictures import Provided
from pictrace.report.recorded import Recorded, RecordedPicture
from pictrace.types import Backbone, Float32Array, Query, UInt8Array

_KINDS: tuple[CopyKind, ...] = ("file", "same_pixels", "without_location", "resaved", "working", "none")


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """report : with the old one's cosine, which only the network could tell. cosine : by the network, None without."""

    report: Report
    cosine: float | None


class _NoNetwork:
    """A placeholder where the network is not available; its vectors are not used."""

    name, version, dimension, weights_source = "none", "", 1, ""

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return np.ones((len(pictures), 1), np.float32)


def rebuild(recorded: Recorded, query: Provided, candidate: Provided, network: Backbone | None) -> Rebuilt:
    """The report that these two pictures give. Raises InvalidInput for a part that lies outside its picture, and
    WeightsUnavailable or MissingPackage when the network cannot be used after all."""
    first, second = (
        _report_picture(recorded_picture, provided, recorded.options.location, network or _NoNetwork())
        for recorded_picture, provided in ((recorded.query, query), (recorded.candidate, candidate))
    )
    described = replace(first.described, ignored=recorded.ignored)
    first = replace(first, described=described)
    # As it was done then: a search asks for negatives only where it verifies nothing, which one pair cannot tell.
    features, working = second.described.features, second.described.working
    if recorded.negative:
        found = matching.gather_negative(matching.prepare_negative(described), features, working)
    else:
        found = matching.gather(matching.prepare(described), features, working)
    cosine = None if network is None else found.cosine
    found = replace(found, cosine=recorded.cosine, descriptor=recorded.descriptor)
    shipped = verdicts.shipped_model()
    if recorded.model == ModelIdentity.of(shipped):
        judge = verdicts.Judge(shipped, recorded.calibration, recorded.network.name)
        alone = judge.assess(described, second.described, found)
    else:
        # Of another version of the model only its name is here: its verdict is taken as it stands, which is said.
        alone = recorded.assessment
    by_third_picture = (
        recorded.assessment.is_copy and alone.facts.certainty == "possible" and recorded.found is not None
    )
    assessment = recorded.assessment if by_third_picture else alone
    pair = Comparison(described, second.described, found, recorded.weights, assessment)
    report = Report(
        query=first,
        candidate=second,
        evidence=found,
        explanation=explain_pair(first, second, found, assessment.verdict),
        weights=recorded.weights,
        score=pair.score,
        scores=pair.scores,
        contributions=pair.contributions,
        assessment=assessment,
        alone=alone,
        network=recorded.network,
        model=recorded.model,
        calibration=recorded.calibration,
        options=recorded.options,
        found=recorded.found,
        settings=recorded.settings,
        versions=recorded.versions,
    )
    return Rebuilt(report, cosine)


def copy_in(recorded_picture: RecordedPicture, unpacked: Unpacked) -> Copy:
    """What stands for a picture in the report that is checked, by its own bytes."""
    kind: CopyKind = next((kind for kind in _KINDS if kind == recorded_picture.copy_kind), "none")
    if recorded_picture.copy_file is None:
        return Copy(kind)
    return Copy(
        kind, unpacked.files.get(recorded_picture.copy_file, b""), PurePosixPath(recorded_picture.copy_file).suffix
    )


def _report_picture(
    recorded_picture: RecordedPicture, provided: Provided, location: bool, network: Backbone
) -> ReportPicture:
    is_file = provided.basis == "file"
    format = recognise(provided.data) if is_file else None
    known = recorded_picture.format is not None
    return ReportPicture(
        described=_described(recorded_picture, provided, network),
        name=recorded_picture.name,
        uris=recorded_picture.uris,
        missing=recorded_picture.missing,
        added_at=recorded_picture.added_at,
        id=recorded_picture.id,
        format=format.value if format is not None and known else recorded_picture.format,
        byte_size=len(provided.data) if is_file and known else recorded_picture.byte_size,
        file=None if provided.basis == "working" else provided.data,
        place=imaging.place_of(provided.data)
        if is_file and location and recorded_picture.place is not None
        else recorded_picture.place,
    )


def _described(recorded_picture: RecordedPicture, provided: Provided, network: Backbone) -> Query:
    if provided.basis == "working":
        pixels = provided.decoded.pixels
        seen = picture_vectors(network, [pixels])[0]
        origin = QueryOrigin(
            recorded_picture.name,
            recorded_picture.width,
            recorded_picture.height,
            pixel_digest=recorded_picture.pixel_digest,
        )
        query = query_from_working(origin, pixels, seen.whole, seen.tile_vectors)
    else:
        query = query_from_decoded(
            recorded_picture.name, provided.decoded, network, recorded_picture.region, name=recorded_picture.name
        ).query
    query = replace(
        query,
        byte_digest=recorded_picture.digest,
        read_at=recorded_picture.read_at,
        region=recorded_picture.region,
        cut_from=recorded_picture.cut_from,
    )
    if provided.basis != "file":
        return replace(query, jpeg_quality=recorded_picture.jpeg_quality, metadata=recorded_picture.metadata)
    # Of a file that was not at hand then, nobody could tell how it was saved.
    return replace(query, jpeg_quality=None if recorded_picture.jpeg_quality is None else query.jpeg_quality)
