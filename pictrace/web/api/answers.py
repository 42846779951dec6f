"""The library's values as the API's models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from pictrace import explanation, report
from pictrace.matching import ranking
from pictrace.matching.ranking import Comparison, SearchResult
from pictrace.types import (
    AddReport,
    Answer,
    Calibration,
    Explanation,
    Judgement,
    KeypointEvidence,
    LibraryInfo,
    Match,
    Record,
    RegistrationEvidence,
    ReportCheck,
    StructureEvidence,
)
from pictrace.verdicts import wording
from pictrace.verdicts.calibration import in_words
from pictrace.web.api.models import (
    AddAnswer,
    AddedItem,
    AddFailure,
    AddSkipped,
    CalibrationDetails,
    ComparisonAnswer,
    ExplanationDetails,
    Health,
    KeypointDetails,
    OneAnswer,
    Picture,
    RegistrationDetails,
    ReliabilityDetails,
    ReportAnswer,
    ReportFinding,
    Said,
    SearchAnswer,
    SearchMatch,
    SharedDetails,
    StructureDetails,
)


def health(info: LibraryInfo, version: str) -> Health:
    """Which PicTrace answers, over which library."""
    return Health(
        version=version,
        pictures=info.pictures,
        failures=info.failures,
        backbone=info.backbone,
        backbone_version=info.backbone_version,
        weights_source=info.weights_source,
        engine=info.engine,
    )


def picture(record: Record) -> Picture:
    """A picture of the library as calls give it."""
    return Picture(
        id=record.id,
        uri=record.uri,
        uris=list(record.uris),
        missing=list(record.missing),
        name=record.name,
        width=record.width,
        height=record.height,
        format=record.format,
        byte_size=record.byte_size,
        byte_digest=record.byte_digest,
        added_at=record.added_at,
        reachable=record.reachable,
        metadata=dict(record.metadata),
        thumbnail=f"/api/pictures/{record.id}/thumbnail",
    )


def search(result: SearchResult, explained: Mapping[int, Explanation] | None = None) -> SearchAnswer:
    """explained : the stories that were asked for, by id."""
    explained = explained or {}
    return SearchAnswer(
        answer=_answer(result.answer),
        matches=[_match(match, explained.get(match.id)) for match in result.matches],
        region=None if (part := result.query.region) is None else [part.x, part.y, part.width, part.height],
        searched=result.searched,
        shortlist=result.shortlist,
        mode=result.mode,
        backbone=result.backbone,
        backbone_version=result.backbone_version,
        weights=result.weights.as_dict(),
        seconds=result.timings.total,
    )


def comparison(found: Comparison, explained: Explanation, names: tuple[str, str]) -> ComparisonAnswer:
    """names : what sentences call the two."""
    registration = found.evidence.registration
    return ComparisonAnswer(
        verdict=found.assessment.verdict,
        in_words=wording.between(found.assessment.verdict, *names),
        probability=found.assessment.probability,
        calibration=found.trust.calibration,
        model=found.assessment.model,
        backbone=None if found.network is None else found.network.name,
        backbone_version=None if found.network is None else found.network.version,
        score=found.score,
        scores=found.scores,
        contributions=found.contributions,
        keypoints=_keypoints(found.evidence.keypoints),
        structure=_structure(found.evidence.structure),
        registration=None if registration is None else _registration(registration),
        detail=found.evidence.detail,
        explanation=ExplanationDetails.model_validate(explanation.explanation_as_document(explained, *names)),
        weights=found.weights.as_dict(),
    )


def said(judgement: Judgement) -> Said:
    """One judgement, as calls give it."""
    return Said(
        query_digest=judgement.query_digest,
        query=judgement.query_name,
        id=judgement.picture_id,
        is_match=judgement.is_match,
        scores=dict(judgement.scores),
        mode=judgement.mode,
        backbone=judgement.backbone,
        judged_at=judgement.judged_at,
    )


def added(report: AddReport, names: Mapping[str, str] | None = None) -> AddAnswer:
    """names : the file names of uploads, by their uri."""
    names = names or {}
    return AddAnswer(
        added=report.added,
        known=report.known,
        failed=[
            AddFailure(uri=failure.uri, reason=failure.reason, name=names.get(failure.uri)) for failure in report.failed
        ],
        skipped=[
            AddSkipped(uri=one.uri, kind=one.kind, reason=one.reason, name=names.get(one.uri)) for one in report.skipped
        ],
        items=[
            AddedItem(uri=item.uri, id=item.id, status=item.status, name=names.get(item.uri)) for item in report.items
        ],
        seconds=report.seconds,
        stopped=report.stopped,
    )


def report_check(check: ReportCheck) -> ReportAnswer:
    """Whether a report holds, with every finding."""
    return ReportAnswer(
        holds=check.holds,
        in_words=report.summary([finding.kind for finding in check.findings]),
        findings=[ReportFinding(**asdict(finding)) for finding in check.findings],
    )


def calibration(found: Calibration) -> CalibrationDetails:
    """What answers are given by, with what it was measured on."""
    return CalibrationDetails(
        id=found.id,
        created_at=found.created_at,
        model=found.model,
        in_words=in_words(found),
        threshold=found.threshold,
        max_false_positive_rate=found.max_false_positive_rate,
        pictures=found.pictures,
        searches=found.searches,
        wrong=found.wrong,
        error_rate=found.error_rate,
        error_bound=found.error_bound,
        made_copies=found.made_copies,
        found=found.found,
        adjusted=found.adjusted,
        reliability=[ReliabilityDetails(**asdict(one)) for one in found.reliability],
        doubtful=[list(pair) for pair in found.doubtful],
        duplicates=[list(pair) for pair in found.duplicates],
        shared=[SharedDetails(id=one.id, box=list(one.box), others=list(one.others)) for one in found.shared],
    )


def _answer(answer: Answer) -> OneAnswer:
    return OneAnswer(
        verdict=answer.verdict,
        id=None if answer.match is None else answer.match.id,
        uri=None if answer.match is None else answer.match.uri,
        probability=answer.probability,
        searched=answer.searched,
        error_rate=answer.error_rate,
        error_bound=answer.error_bound,
        calibration=answer.calibration,
        model=answer.model,
    )


def _keypoints(keypoints: KeypointEvidence) -> KeypointDetails:
    return KeypointDetails(
        matches=keypoints.match_count,
        inliers=keypoints.inlier_count,
        mirrored=keypoints.mirrored,
        homography=None if keypoints.homography is None else keypoints.homography.tolist(),
    )


def _structure(structure: StructureEvidence) -> StructureDetails:
    return StructureDetails(plain=structure.plain, aligned=structure.aligned, coverage=structure.coverage)


def _registration(registration: RegistrationEvidence) -> RegistrationDetails:
    return RegistrationDetails(**ranking.registration_as_document(registration))


def _explanation(found: Explanation, name: str) -> ExplanationDetails:
    return ExplanationDetails.model_validate(explanation.explanation_as_document(found, candidate=name))


def _match(match: Match, explained: Explanation | None) -> SearchMatch:
    registration = match.evidence.registration
    return SearchMatch(
        rank=match.rank,
        id=match.id,
        uri=match.uri,
        score=match.score,
        scores=match.scores,
        contributions=match.contributions,
        verdict=match.verdict,
        probability=match.probability,
        model=match.assessment.model,
        keypoints=_keypoints(match.evidence.keypoints),
        structure=_structure(match.evidence.structure),
        registration=None if registration is None else _registration(registration),
        detail=match.evidence.detail,
        picture=picture(match.record),
        explanation=None if explained is None else _explanation(explained, match.record.name),
    )
