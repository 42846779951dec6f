"""What follows a fifth channel, "edges", by itself; run by test_channels.py over a package that has one."""

from __future__ import annotations

import math

import numpy as np
from candidate_making import candidate, evidence, result

from pictrace import evaluate, fitting
from pictrace.cli.options import parse_weights
from pictrace.cli.searching import HEADINGS
from pictrace.fitting.labelled import LabelledQuery
from pictrace.fitting.pairwise import fitted_weights
from pictrace.matching.ranking import as_document, rank
from pictrace.search.weight_sensitivity import required_change, weight_stability
from pictrace.types import CHANNELS, PRESETS, Evidence, Weights
from pictrace.web.api.models import ChannelWeights
from pictrace.web.state import View, from_address


def found(cosine: float) -> Evidence:
    return evidence(cosine, 0.1, 0.1, 0.1)


hits = [candidate(1, found(0.2)), candidate(2, found(0.8))]

assert CHANNELS[-1] == "edges"
assert hits[1].evidence.scores["edges"] == 0.4
assert Weights().as_dict()["edges"] == 0.05
assert [weights.as_dict()["edges"] for weights in PRESETS.values()] == [0.05, 0.0, 0.0]

match = rank(hits, Weights(), 1)[0]
assert list(match.contributions) == list(CHANNELS)
assert match.contributions["edges"] == 0.4 * 0.05 / math.fsum(Weights().as_dict().values())
assert [one.id for one in rank(hits, Weights.of({"edges": 1}), 2)] == [2, 1]
assert as_document(result(hits))["weights"]["edges"] == 0.05

percents = View().percents
assert len(percents) == 5
assert set(weight_stability(hits, percents).intervals) == set(CHANNELS)
# The two are equal in everything else, and ties go by id.
change = required_change(hits, 1, percents).two_weights
assert change is not None
assert change.moved == ("cosine", "edges")
assert from_address({"counts": "0-0-0-0-100"}).weights == Weights.of({"edges": 1})
# An address that somebody kept from before.
assert from_address({"counts": "0-0-100-0"}).percents == percents

assert parse_weights("edges=0.5") == Weights.of({"edges": 0.5})
assert "edges" in HEADINGS
assert {"without edges", "edges alone"} <= set(evaluate.ablations(Weights()))
assert ChannelWeights.model_validate({"edges": 1}).as_weights() == Weights.of({"edges": 1})

judged = LabelledQuery.of("a", [[0.5, 0.5, 0.5, 0.5, 0.9], [0.5, 0.5, 0.5, 0.5, 0.1]], [True, False])
assert fitted_weights([judged]) == Weights.of({"edges": 1})
assert fitting.telling([judged])
assert np.isfinite(judged.scores).all()
