"""From evidence and weights to a ranking: one weighted sum, whose parts are kept and add up.

score = Σ wᵢ sᵢ / Σ wᵢ over the channels that the query can supply. Nothing here looks at a picture, so a weight can
be moved as often as a person likes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from pictrace.errors import InvalidInput
from pictrace.types import (
    CHANNELS,
    FALLBACK,
    NO_TRUST,
    NOT_ASSESSED,
    Answer,
    Assessment,
    Calibration,
    Candidate,
    Evidence,
    Float64Array,
    JsonDict,
    Match,
    Mode,
    NetworkVersion,
    Query,
    RegistrationEvidence,
    Timings,
    Trust,
    Verdict,
    Weights,
)


def rank(candidates: Sequence[Candidate], weights: Weights, top: int) -> tuple[Match, ...]:
    """The `top` best candidates, best first, ties by id.

    All candidates belong to one query. A channel that is None everywhere is one that the query cannot supply: it
    leaves the denominator and contributes 0.0. When no weighted channel is left, every score is 0.0 and the order
    is that of FALLBACK. Raises InvalidInput when `top` is under 1.
    """
    if top < 1:
        raise InvalidInput(f"top is {top}; give a whole number from 1 up.")
    if not candidates:
        return ()
    scores = [candidate.evidence.scores for candidate in candidates]
    table = _table(scores)
    shares = _shares(table, weights)
    contributions = np.nan_to_num(table) * shares
    # fsum, not numpy's sum: equal parts must give equal totals in whatever order, or ties would not go by id.
    totals = [min(1.0, math.fsum(row)) for row in contributions.tolist()]
    if not shares.any():
        keys = [
            (-(row[FALLBACK.key] or 0.0), candidate.record.id)
            for row, candidate in zip(scores, candidates, strict=True)
        ]
    else:
        keys = [(-total, candidate.record.id) for total, candidate in zip(totals, candidates, strict=True)]
    order = sorted(range(len(candidates)), key=keys.__getitem__)[:top]
    return tuple(
        Match(
            rank=place,
            score=totals[row],
            scores=scores[row],
            contributions=dict(zip(CHANNELS, contributions[row].tolist(), strict=True)),
            record=candidates[row].record,
            evidence=candidates[row].evidence,
            assessment=candidates[row].assessment,
        )
        for place, row in enumerate(order, start=1)
    )


@dataclass(frozen=True, slots=True, eq=False)
class SearchResult:
    """What a search found.

    matches : the `top` best, best first. candidates : the whole shortlist with its evidence, for `rerank`.
    searched : how many pictures the library held then. shortlist : how many candidates were asked for.
    backbone, backbone_version : the network whose vectors gave `cosine`; how high is high differs between networks.
    verdict : of the search as a whole; decisive : id of the picture it rests on, or None. calibration : what verdicts
    were given by, None where nobody said. trust : what is known of such verdicts, and the model that gave them.
    answer : these three, with the match as it is ranked; no weights change what it says.
    mode : how thoroughly the shortlist was drawn up.
    """

    query: Query
    candidates: tuple[Candidate, ...]
    weights: Weights
    top: int
    searched: int
    shortlist: int
    timings: Timings
    backbone: str
    verdict: Verdict = "no_copy"
    decisive: int | None = None
    calibration: Calibration | None = None
    mode: Mode = "fast"
    backbone_version: str = ""
    matches: tuple[Match, ...] = field(init=False)
    answer: Answer = field(init=False)

    def __post_init__(self) -> None:
        if self.decisive is None:
            ranked = rank(self.candidates, self.weights, self.top)
        else:
            # The hit that the answer rests on may lie below the top when the weights ask for something else.
            ranked = rank(self.candidates, self.weights, max(self.top, len(self.candidates)))
        match = next((match for match in ranked if match.id == self.decisive), None)
        object.__setattr__(self, "matches", ranked[: self.top])
        object.__setattr__(
            self,
            "answer",
            Answer(
                verdict=self.verdict,
                match=match,
                probability=0.0 if match is None else match.probability,
                searched=self.searched,
                error_rate=self.trust.error_rate,
                error_bound=self.trust.error_bound,
                calibration=self.trust.calibration,
                model=self.trust.model,
            ),
        )

    @property
    def trust(self) -> Trust:
        """What is known of such verdicts, and the model that gave them."""
        return NO_TRUST if self.calibration is None else self.calibration.trust

    def rerank(self, weights: Weights, top: int | None = None) -> SearchResult:
        """The same evidence under other weights: the weighted sum and nothing else."""
        return replace(self, weights=weights, top=self.top if top is None else top)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two pictures against each other; the same sum as in a search.

    network, calibration : what the cosine and the verdict were given by, None where nobody said.
    """

    query: Query
    candidate: Query
    evidence: Evidence
    weights: Weights
    assessment: Assessment = NOT_ASSESSED
    network: NetworkVersion | None = None
    calibration: Calibration | None = None
    score: float = field(init=False)
    scores: dict[str, float | None] = field(init=False)
    contributions: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        scores = self.evidence.scores
        table = _table([scores])
        parts = (np.nan_to_num(table) * _shares(table, self.weights))[0].tolist()
        object.__setattr__(self, "scores", scores)
        object.__setattr__(self, "contributions", dict(zip(CHANNELS, parts, strict=True)))
        object.__setattr__(self, "score", min(1.0, math.fsum(parts)))

    @property
    def trust(self) -> Trust:
        """What is known of such verdicts, and the model that gave them."""
        return NO_TRUST if self.calibration is None else self.calibration.trust

    def rerank(self, weights: Weights) -> Comparison:
        """The same evidence under other weights."""
        return replace(self, weights=weights)


def as_document(result: SearchResult) -> JsonDict:
    """A search result as plain values for JSON, finite numbers only."""
    answer = result.answer
    return {
        "answer": {
            "verdict": answer.verdict,
            "id": None if answer.match is None else answer.match.id,
            "uri": None if answer.match is None else answer.match.uri,
            "probability": answer.probability,
            "searched": answer.searched,
            "error_rate": answer.error_rate,
            "error_bound": answer.error_bound,
            "calibration": answer.calibration,
            "model": answer.model,
        },
        "matches": [
            {
                "rank": match.rank,
                "id": match.id,
                "uri": match.uri,
                "score": match.score,
                "scores": match.scores,
                "contributions": match.contributions,
                "verdict": match.verdict,
                "probability": match.probability,
                "model": match.assessment.model,
                "uris": list(match.uris),
                "missing": list(match.record.missing),
                "name": match.record.name,
                "width": match.record.width,
                "height": match.record.height,
                **_evidence_document(match.evidence),
            }
            for match in result.matches
        ],
        "query": _picture_document(result.query),
        "weights": result.weights.as_dict(),
        "top": result.top,
        "searched": result.searched,
        "shortlist": result.shortlist,
        "backbone": result.backbone,
        "backbone_version": result.backbone_version,
        "mode": result.mode,
        "seconds": {
            "decode": result.timings.decode,
            "embed": result.timings.embed,
            "shortlist": result.timings.shortlist,
            "evidence": result.timings.evidence,
            "total": result.timings.total,
        },
    }


def comparison_as_document(comparison: Comparison) -> JsonDict:
    """A comparison as plain values for JSON, finite numbers only."""
    return {
        "score": comparison.score,
        "scores": comparison.scores,
        "contributions": comparison.contributions,
        "verdict": comparison.assessment.verdict,
        "probability": comparison.assessment.probability,
        "model": comparison.assessment.model,
        "calibration": None if comparison.calibration is None else comparison.calibration.id,
        "backbone": None if comparison.network is None else comparison.network.name,
        "backbone_version": None if comparison.network is None else comparison.network.version,
        **_evidence_document(comparison.evidence),
        "query": _picture_document(comparison.query),
        "candidate": _picture_document(comparison.candidate),
        "weights": comparison.weights.as_dict(),
    }


def _table(scores: Sequence[dict[str, float | None]]) -> Float64Array:
    """(n, c) float64, channels in the order of CHANNELS; None becomes NaN."""
    return np.array([[row[channel] for channel in CHANNELS] for row in scores], dtype=np.float64)


def _shares(table: Float64Array, weights: Weights) -> Float64Array:
    """(c,) float64: wᵢ / Σ w over the channels that anybody has; all 0 when no weighted channel is left."""
    weight = np.array(list(weights.as_dict().values()))
    weight[np.isnan(table).all(axis=0)] = 0.0
    heaviest = weight.max()
    if heaviest == 0.0:
        return weight
    # Against the largest weight, several of 1e308 do not overflow the sum.
    weight = weight / heaviest
    shares: Float64Array = weight / math.fsum(weight.tolist())
    return shares


def _picture_document(picture: Query) -> JsonDict:
    region = picture.region
    return {
        "uri": picture.uri,
        "width": picture.width,
        "height": picture.height,
        "flat": picture.flat,
        "region": None if region is None else [region.x, region.y, region.width, region.height],
    }


def _evidence_document(evidence: Evidence) -> JsonDict:
    keypoints, structure = evidence.keypoints, evidence.structure
    return {
        "matched": keypoints.match_count,
        "inliers": keypoints.inlier_count,
        "mirrored": keypoints.mirrored,
        "homography": None if keypoints.homography is None else keypoints.homography.tolist(),
        "structure": {
            "plain": structure.plain,
            "aligned": structure.aligned,
            "coverage": structure.coverage,
        },
        "registration": None if evidence.registration is None else registration_as_document(evidence.registration),
        "detail": None if evidence.detail is None else asdict(evidence.detail),
    }


def registration_as_document(registration: RegistrationEvidence) -> JsonDict:
    """A registration as plain values for JSON."""
    return {
        "by": registration.by,
        "homography": registration.homography.tolist(),
        "agreement": registration.agreement,
        "correlation": registration.correlation,
        "area_query": registration.area_query,
        "area_candidate": registration.area_candidate,
        "coverage_query": registration.coverage_query,
        "coverage_candidate": registration.coverage_candidate,
        "perspective": registration.perspective,
        "skew": registration.skew,
        "parallax": registration.parallax,
        "unevenness": registration.unevenness,
        "colour_change": registration.colour_change,
        "tone_change": registration.tone_change,
        "scale": registration.scale,
        "rotation": registration.rotation,
        "mirrored": registration.mirrored,
        "precise": registration.precise,
        "negative": registration.negative,
    }
