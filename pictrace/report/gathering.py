"""From a comparison, or from a hit of a search, to a report."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pictrace import explanation, imaging, verdicts
from pictrace.errors import InvalidInput, PicTraceError
from pictrace.imaging.formats import recognise
from pictrace.matching.ranking import Comparison, SearchResult
from pictrace.report.contents import ModelIdentity, Report, ReportOptions, ReportPicture, SearchContext, page_of
from pictrace.settings import Limits, Settings
from pictrace.sources import local_item, urls
from pictrace.types import (
    PICTURE_LEVELS,
    ByteDigest,
    Calibration,
    Evidence,
    Explanation,
    Match,
    NetworkVersion,
    Query,
    Record,
    SourceItem,
    SourceUri,
    Verdict,
)
from pictrace.version import VERSION

# What changes a figure when it changes.
_COMPUTED_BY = ("numpy", "opencv-python-headless", "faiss-cpu", "pillow")
_LONGEST_CASE, _LONGEST_NOTE = 200, 20_000


def of_comparison(
    pair: Comparison,
    options: ReportOptions,
    settings: Settings,
    files: tuple[bytes | None, bytes | None] = (None, None),
    names: tuple[str, str] = ("", ""),
) -> Report:
    """The report of two pictures that `compare` compared. files : their bytes, where the caller has them; else they
    are read again from where they came. names : what to call them. Raises InvalidInput."""
    if pair.network is None or pair.calibration is None:
        raise InvalidInput("This comparison does not say what it was judged by; compare the two pictures again.")
    query, candidate = (
        of_query(side, file, name, options, settings)
        for side, file, name in zip((pair.query, pair.candidate), files, names, strict=True)
    )
    return Report(
        query=query,
        candidate=candidate,
        evidence=pair.evidence,
        explanation=explain_pair(query, candidate, pair.evidence, pair.assessment.verdict),
        weights=pair.weights,
        score=pair.score,
        scores=pair.scores,
        contributions=pair.contributions,
        assessment=pair.assessment,
        alone=pair.assessment,
        network=pair.network,
        model=ModelIdentity.of(verdicts.shipped_model()),
        calibration=pair.calibration,
        options=checked_options(options),
        settings=settings_that_matter(settings),
        versions=versions(),
    )


def of_match(
    result: SearchResult,
    match: Match,
    query: ReportPicture,
    candidate: ReportPicture,
    network: NetworkVersion,
    calibration: Calibration,
    options: ReportOptions,
    settings: Settings,
) -> Report:
    """The report of a hit of a search. candidate : as the library has it. calibration : what it was judged by."""
    judge = verdicts.Judge(verdicts.shipped_model(), calibration, network.name)
    answer = result.answer
    return Report(
        query=query,
        candidate=candidate,
        evidence=match.evidence,
        explanation=explain_pair(query, candidate, match.evidence, match.assessment.verdict),
        weights=result.weights,
        score=match.score,
        scores=match.scores,
        contributions=match.contributions,
        assessment=match.assessment,
        alone=judge.assess(query.described, candidate.described, match.evidence),
        network=network,
        model=ModelIdentity.of(verdicts.shipped_model()),
        calibration=calibration,
        options=checked_options(options),
        found=SearchContext(
            searched=result.searched,
            shortlist=result.shortlist,
            mode=result.mode,
            rank=match.rank,
            verdict=answer.verdict,
            probability=answer.probability,
            name=None if answer.match is None else answer.match.record.name,
            rests_on_this=answer.match is not None and answer.match.id == match.id,
        ),
        settings=settings_that_matter(settings),
        versions=versions(),
    )


def match_to_report(result: SearchResult, id: int | None) -> Match:
    """The hit of this id, as the weights rank it; None is the hit that the answer rests on, else the best one.

    Raises InvalidInput when the search has no such hit.
    """
    ranked = result.rerank(result.weights, top=max(1, len(result.candidates))).matches
    if not ranked:
        raise InvalidInput("Nothing was found, so there is no pair to report on; add pictures to the library.")
    if id is None:
        decisive = result.answer.match
        return ranked[0] if decisive is None else next(match for match in ranked if match.id == decisive.id)
    found = next((match for match in ranked if match.id == id), None)
    if found is None:
        raise InvalidInput(
            f"Picture {id} is not among the {len(ranked)} candidates of this search; search with a larger shortlist."
        )
    return found


def of_query(
    described: Query,
    file: bytes | None,
    name: str,
    options: ReportOptions,
    settings: Settings,
    added_at: str | None = None,
) -> ReportPicture:
    """A picture of a comparison, or the query of a search. file : its bytes; None reads them again from where they
    came. added_at : when the same file came into the library, if it did."""
    uri = str(described.source)
    if file is None:
        file = _read_again(described.source.whole, settings)
    if file is not None and imaging.file_digest(file) != ByteDigest.parse(described.byte_digest).file:
        file = None  # other bytes lie there by now
    quality = described.jpeg_quality
    if quality is None and file is not None:
        quality = imaging.jpeg_quality(file)
    format = None if file is None else recognise(file)
    return ReportPicture(
        described=replace(described, jpeg_quality=quality),
        name=name or uri.rstrip("/").rpartition("/")[2] or uri,
        uris=(uri,),
        added_at=added_at,
        format=None if format is None else format.value,
        byte_size=None if file is None else len(file),
        file=file,
        place=imaging.place_of(file) if options.location and file is not None else None,
    )


def of_record(
    record: Record, described: Query, file: bytes | None, options: ReportOptions, limits: Limits
) -> ReportPicture:
    """A picture of a library. described : from what is stored of it. file : what lies at one of its locations now."""
    if file is not None and imaging.file_digest(file) != ByteDigest.parse(record.byte_digest).file:
        file = file if _shows(file, record, limits) else None
    quality = None if file is None else imaging.jpeg_quality(file)
    return ReportPicture(
        described=replace(described, jpeg_quality=quality),
        name=record.name,
        uris=record.uris,
        missing=record.missing,
        added_at=record.added_at,
        id=record.id,
        format=record.format,
        byte_size=record.byte_size,
        file=file,
        place=imaging.place_of(file) if options.location and file is not None else None,
    )


def checked_options(options: ReportOptions) -> ReportOptions:
    """The same with its time. Raises InvalidInput for a level that there is not, and for texts over the limit."""
    if options.pictures not in PICTURE_LEVELS:
        raise InvalidInput(
            f"A report cannot have {options.pictures!r} of its pictures; choose one of {', '.join(PICTURE_LEVELS)}."
        )
    for what, text, most in (("case number", options.case, _LONGEST_CASE), ("note", options.note, _LONGEST_NOTE)):
        if len(text) > most:
            raise InvalidInput(f"The {what} has {len(text):,} characters; {most:,} is the most.")
    return replace(options, made_at=options.made_at or datetime.now(UTC).isoformat(timespec="seconds"))


def settings_that_matter(settings: Settings) -> Mapping[str, float | int | str]:
    """Those that a figure depends on."""
    return {
        "max_pixels": settings.limits.max_pixels,
        "whole_jpeg_pixels": settings.limits.whole_jpeg_pixels,
        "max_false_positive_rate": settings.max_false_positive_rate,
        "arithmetic": settings.arithmetic,
        "runtime": settings.runtime,
    }


def versions() -> Mapping[str, str]:
    """Of what computes the figures, by name, PicTrace first."""
    found = {"pictrace": VERSION, "python": platform.python_version()}
    return found | {name: _version(name) for name in _COMPUTED_BY}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def explain_pair(query: ReportPicture, candidate: ReportPicture, evidence: Evidence, verdict: Verdict) -> Explanation:
    """The explanation of the two. verdict : of the match."""
    return explanation.explain(pair_picture_of(query), pair_picture_of(candidate), evidence, verdict)


def pair_picture_of(report_picture: ReportPicture) -> explanation.PairPicture:
    """One of the two pictures as explaining needs it."""
    return replace(explanation.of_query(report_picture.described), added_at=report_picture.added_at)


def _read_again(place: SourceUri, settings: Settings) -> bytes | None:
    """The bytes at a location, or None where there are none any more."""
    try:
        if place.is_url:
            return urls.fetch_one(place.file, settings)
        item = local_item(str(place), settings) if Path(place.file).is_absolute() else None
        return item.read() if isinstance(item, SourceItem) and item.read is not None else None
    except PicTraceError:
        return None


def _shows(file: bytes, record: Record, limits: Limits) -> bool:
    """Whether a file that is not the first one still has the pixels of a picture."""
    try:
        decoded = imaging.decode(file, name=record.name, limits=limits, page=page_of(record.byte_digest))
    except PicTraceError:
        return False
    return imaging.as_recorded(decoded, record.byte_digest, record.pixel_digest) is not None
