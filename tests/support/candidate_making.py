"""Hits for what weighs and ranks: made from their scores, without pictures."""

from __future__ import annotations

import numpy as np

from pictrace.matching.ranking import SearchResult
from pictrace.types import (
    CHANNELS,
    Candidate,
    Evidence,
    Features,
    KeypointEvidence,
    LocalFeatures,
    Query,
    Record,
    StructureEvidence,
    Timings,
    Weights,
)

NO_POINTS = np.zeros((0, 2), np.float32)


def evidence(cosine: float, structure: float | None, keypoints: float | None, colour: float | None = 0.5) -> Evidence:
    return Evidence(
        cosine=cosine,
        structure=StructureEvidence(structure, None, None, structure),
        keypoints=KeypointEvidence(NO_POINTS, NO_POINTS, np.zeros(0, np.bool_), None, False, keypoints),
        colour=colour,
    )


def candidate(id: int, found: Evidence) -> Candidate:
    uri = f"/pictures/{id}.jpg"
    record = Record(id, uri, (uri,), f"{id}.jpg", 40, 30, "JPEG", 1, f"b{id}", f"p{id}", "2024-01-01T00:00:00Z")
    return Candidate(record, found)


def query(uri: str = "query.jpg") -> Query:
    local = LocalFeatures(NO_POINTS, np.zeros((0, 32), np.uint8), 40, 30)
    features = Features(np.ones(1, np.float32), local, np.full(256, 1 / 256, np.float32))
    return Query(uri, 40, 30, "b", "p", np.zeros((30, 40, 3), np.uint8), features, local, flat=True)


def result(candidates: list[Candidate], weights: Weights | None = None, top: int = 5) -> SearchResult:
    timings = Timings(decode=0.1, embed=0.2, shortlist=0.3, evidence=0.4)
    return SearchResult(query(), tuple(candidates), weights or Weights(), top, 1000, 50, timings, "resnet50")


def random_candidates(seed: int, count: int = 60, missing: tuple[str, ...] = ()) -> list[Candidate]:
    rng = np.random.default_rng(seed)
    made = []
    for id in rng.permutation(count) + 1:
        scores = {channel: float(rng.choice([0.0, 1.0, rng.random()])) for channel in CHANNELS}
        values = {channel: None if channel in missing else score for channel, score in scores.items()}
        made.append(
            candidate(int(id), evidence(scores["cosine"], values["structure"], values["keypoints"], values["colour"]))
        )
    return made
