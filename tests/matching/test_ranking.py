"""The weighted sum: parts add up, one denominator, ties by id, and nothing but the sum on a rerank."""

from __future__ import annotations

import json
import math
import time
from dataclasses import replace

import numpy as np
import pytest
from candidate_making import candidate, evidence, query, random_candidates, result

from pictrace.errors import InvalidInput
from pictrace.matching.ranking import Comparison, as_document, comparison_as_document, rank
from pictrace.types import (
    CHANNELS,
    Weights,
)


def random_weights(seed: int) -> Weights:
    values = np.random.default_rng(seed).choice([0.0, 0.1, 1.0, 3.7], 4)
    return Weights(*values) if values.any() else Weights.classic()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("missing", [(), ("keypoints",), ("structure", "keypoints")])
def test_the_parts_add_up_under_one_denominator(seed: int, missing: tuple[str, ...]) -> None:
    candidates, weights = random_candidates(seed, missing=missing), random_weights(seed)
    matches = rank(candidates, weights, top=100)
    share = {channel: 0.0 if channel in missing else weight for channel, weight in weights.as_dict().items()}
    total = sum(share.values())
    assert [match.rank for match in matches] == list(range(1, len(candidates) + 1))
    for match in matches:
        assert tuple(match.scores) == tuple(match.contributions) == CHANNELS
        assert match.score == min(1.0, math.fsum(match.contributions.values()))
        assert 0.0 <= match.score <= 1.0
        for channel in CHANNELS:
            expected = 0.0 if total == 0.0 else share[channel] * (match.scores[channel] or 0.0) / total
            assert match.contributions[channel] == pytest.approx(expected, abs=1e-12)
    if total > 0.0:
        keys = [(-match.score, match.id) for match in matches]
        assert keys == sorted(keys)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_candidates_does_not_matter(seed: int) -> None:
    candidates, weights = random_candidates(seed), random_weights(seed)
    forward = [match.id for match in rank(candidates, weights, top=60)]
    assert [match.id for match in rank(candidates[::-1], weights, top=60)] == forward
    assert [match.id for match in rank(candidates, weights, top=7)] == forward[:7]


def test_only_proportions_matter() -> None:
    candidates = random_candidates(3)
    one = rank(candidates, Weights(1, 2, 3, 4), top=60)
    for scale in (1e-300, 4e307):
        other = rank(candidates, Weights(scale, 2 * scale, 3 * scale, 4 * scale), top=60)
        assert [match.id for match in other] == [match.id for match in one]
        assert [match.score for match in other] == pytest.approx([match.score for match in one], abs=1e-12)


def test_equal_scores_go_by_id_whatever_their_parts() -> None:
    same = [candidate(9, evidence(0.5, 0.3, 0.1)), candidate(2, evidence(0.5, 0.1, 0.3))]
    assert [match.id for match in rank(same, Weights(1, 1, 1, 1), top=2)] == [2, 9]


def test_a_picture_with_everything_has_exactly_one() -> None:
    match = rank([candidate(1, evidence(1.0, 1.0, 1.0, 1.0))], Weights(0.1, 0.7, 0.3, 0.2), top=1)[0]
    assert match.score == pytest.approx(1.0, abs=1e-12)
    assert match.score <= 1.0


def test_a_candidate_without_detail_does_not_overtake() -> None:
    textured, flat = candidate(1, evidence(0.8, 0.6, 0.9)), candidate(2, evidence(0.85, 0.0, 0.0))
    assert [match.id for match in rank([flat, textured], Weights(), top=2)] == [1, 2]


def test_a_channel_the_query_lacks_leaves_the_denominator() -> None:
    match = rank([candidate(1, evidence(0.6, None, None, 0.2))], Weights(1, 5, 5, 1), top=1)[0]
    assert match.score == pytest.approx(0.4)
    assert match.scores["keypoints"] is None
    assert match.contributions["keypoints"] == 0.0


def test_without_weighted_evidence_the_score_is_0_and_the_order_by_cosine() -> None:
    candidates = [candidate(1, evidence(0.2, None, None)), candidate(2, evidence(0.9, None, None))]
    for weights in (Weights.classic(), Weights(0, 1, 0, 0)):
        matches = rank(candidates, weights, top=2)
        assert [(match.id, match.score) for match in matches] == [(2, 0.0), (1, 0.0)]


def test_evidence_of_nothing_in_common_keeps_the_order_by_id() -> None:
    candidates = [candidate(2, evidence(0.9, 0.0, 0.0)), candidate(1, evidence(0.1, 0.0, 0.0))]
    assert [match.id for match in rank(candidates, Weights.classic(), top=2)] == [1, 2]


def test_an_empty_shortlist_has_no_matches_and_top_0_is_refused() -> None:
    assert rank([], Weights(), top=5) == ()
    with pytest.raises(InvalidInput, match="top"):
        rank([], Weights(), top=0)


def test_rerank_is_a_fresh_rank_of_the_same_evidence() -> None:
    candidates = random_candidates(1)
    first = result(candidates)
    assert first.matches is first.matches
    for seed in range(10):
        weights = random_weights(seed)
        moved = first.rerank(weights, top=9)
        assert moved.matches == rank(candidates, weights, top=9)
        assert (moved.candidates, moved.query, moved.searched) == (first.candidates, first.query, first.searched)
        assert moved.rerank(first.weights, top=5).matches == first.matches
    assert len(first.rerank(Weights.classic()).matches) == 5


def test_500_candidates_rank_in_milliseconds() -> None:
    candidates = random_candidates(2, count=500)
    fastest = math.inf
    for _ in range(10):
        started = time.perf_counter()
        rank(candidates, Weights(), top=5)
        fastest = min(fastest, time.perf_counter() - started)
    # 1 ms on a quiet machine; the limit leaves room for a busy one.
    assert fastest < 0.02


def test_a_result_becomes_plain_json() -> None:
    found = replace(random_candidates(4)[0].evidence, cosine=0.25)
    document = as_document(result([candidate(7, found), *random_candidates(5, count=3, missing=("keypoints",))]))
    text = json.dumps(document, allow_nan=False)
    first = json.loads(text)["matches"][0]
    assert list(first)[:6] == ["rank", "id", "uri", "score", "scores", "contributions"]
    assert first["rank"] == 1
    assert first["uris"] == [first["uri"]]
    assert set(first["structure"]) == {"plain", "aligned", "coverage"}
    assert document["searched"] == 1000
    assert document["seconds"]["total"] == pytest.approx(1.0)
    assert document["weights"] == Weights().as_dict()
    assert document["query"]["uri"] == "query.jpg"


def test_a_comparison_sums_as_a_search_does() -> None:
    found = evidence(0.7, 0.4, None, 0.2)
    pair = Comparison(query=query("a.jpg"), candidate=query("b.jpg"), evidence=found, weights=Weights())
    match = rank([candidate(1, found)], Weights(), top=1)[0]
    assert (pair.score, pair.scores, pair.contributions) == (match.score, match.scores, match.contributions)
    assert pair.rerank(Weights(1, 0, 0, 0)).score == pytest.approx(0.7)
    document = comparison_as_document(pair)
    assert document["candidate"]["uri"] == "b.jpg"
    assert document["score"] == pair.score
    json.dumps(document, allow_nan=False)
