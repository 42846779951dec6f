"""Two pictures against each other, without a library."""

from __future__ import annotations

from pictrace import embedding, explanation, matching, verdicts
from pictrace.matching.ranking import Comparison
from pictrace.search.query import load_query
from pictrace.search.query_source import QuerySource
from pictrace.settings import Settings
from pictrace.types import Backbone, Explanation, NetworkVersion, Query, Weights


def compare(
    a: QuerySource,
    b: QuerySource,
    *,
    weights: Weights | None = None,
    settings: Settings | None = None,
    backbone: str | Backbone = embedding.DEFAULT,
) -> Comparison:
    """The evidence that a search would gather, with `a` as the query and `b` as the only candidate, and what it is.

    Each of a and b is a path, a URL, bytes or an (H, W, 3) uint8 RGB array.
    Raises UnreadablePicture, FetchError, InvalidInput or WeightsUnavailable.
    """
    settings = settings or Settings.load()
    network = embedding.create(backbone, settings) if isinstance(backbone, str) else backbone
    query = load_query(a, network, settings).query
    candidate = load_query(b, network, settings).query
    calibration = verdicts.shipped_calibration(verdicts.shipped_model(), settings.max_false_positive_rate)
    judge = verdicts.Judge(verdicts.shipped_model(), calibration, network.name)
    return compare_queries(query, candidate, judge, NetworkVersion.of(network), weights)


def compare_queries(
    query: Query, candidate: Query, judge: verdicts.Judge, network: NetworkVersion, weights: Weights | None = None
) -> Comparison:
    """The same of two pictures that are described already, both by this network."""
    found = matching.gather_pair(query, candidate.features, candidate.working)
    return Comparison(
        query=query,
        candidate=candidate,
        evidence=found,
        weights=weights or Weights(),
        assessment=judge.assess(query, candidate, found),
        network=network,
        calibration=judge.calibration,
    )


def explain(comparison: Comparison) -> Explanation:
    """What was done to one of two compared pictures to make the other, what of each is in the other, and which is
    nearer the picture that both come from. Takes a tenth of a second or two."""
    return explanation.explain(
        explanation.of_query(comparison.query),
        explanation.of_query(comparison.candidate),
        comparison.evidence,
        comparison.assessment.verdict,
    )
