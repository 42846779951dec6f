"""Trees as plain numbers: each row falls into one leaf a tree, and its score is calibrated."""

from __future__ import annotations

import json
import math

import pytest

from pictrace.verdicts.boosted_trees import BoostedTrees
from pictrace.verdicts.features import FEATURES
from pictrace.verdicts.shipped_model import as_document, from_document, shipped_model

# Left up to .5 and where nothing was measured, right above.
STUMP = ((0, 0.5, 1, 1, 2), (-1.0,), (2.0,))
TREES = BoostedTrees(0.25, (STUMP, STUMP), (-2.0, 0.0, 4.0), (-6.0, -1.0, 3.0))


@pytest.mark.parametrize(("value", "score"), [(0.5, -1.75), (0.6, 4.25), (math.nan, -1.75)])
def test_a_row_has_the_sum_of_its_leaves(value: float, score: float) -> None:
    assert TREES.evaluate([value]) == pytest.approx(TREES.calibrated(score))


def test_a_score_between_two_known_ones_has_log_odds_between_theirs() -> None:
    assert [TREES.calibrated(score) for score in (-9.0, -2.0, -1.0, 0.0, 2.0, 4.0, 9.0)] == [
        -6.0, -6.0, -3.5, -1.0, 1.0, 3.0, 3.0,
    ]  # fmt: skip


def test_the_shipped_model_survives_its_document() -> None:
    model = shipped_model()
    assert from_document(json.loads(json.dumps(as_document(model))), model.digest) == model


def test_the_shipped_trees_ask_for_features_that_there_are_and_rise() -> None:
    model = shipped_model()
    for trees in (model.copy, model.photograph):
        asked = {int(node[0]) for tree in trees.trees for node in tree if len(node) > 1}
        assert asked <= set(range(len(FEATURES)))
        assert list(trees.scores) == sorted(trees.scores)
        assert list(trees.log_odds) == sorted(trees.log_odds)
