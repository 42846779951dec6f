"""The probabilities that a registered pair is a true copy, and that it is a photograph of the picture.

Each is a small set of boosted trees over `features.py`, calibrated by isotonic regression and shipped as plain numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pictrace.types import Calibration, Evidence
from pictrace.verdicts.boosted_trees import BoostedTrees
from pictrace.verdicts.features import features
from pictrace.verdicts.logistic import log_odds, sigmoid

# The rate of false copy verdicts that the shipped threshold was chosen for.
USUAL_RATE = 0.005


@dataclass(frozen=True, slots=True)
class CopyModel:
    """What verdicts are computed by.

    copy : log-odds of a true copy. photograph : log-odds that a pair that is no copy is a photograph of the picture, or
    two of one flat thing.
    unregistered : probability of a hit that could not be registered. threshold : least probability for a copy verdict;
    photograph_threshold : for a photograph.
    no_copy_searches, wrong : searches without any copy that the model was measured on, and how many got one.
    digest : SHA-256 of the file that the numbers come from.
    """

    version: str
    copy: BoostedTrees
    photograph: BoostedTrees
    unregistered: float
    threshold: float
    photograph_threshold: float
    no_copy_searches: int
    wrong: int
    digest: str = ""

    def log_odds(self, evidence: Evidence) -> float | None:
        """Of being a copy, before a library's calibration; None of a pair that could not be registered."""
        return None if evidence.registration is None else self.copy.evaluate(features(evidence))

    def photograph_probability(self, evidence: Evidence) -> float:
        """That one is a photograph of the other, or both are of one flat thing, where they are no copies; in [0, 1]."""
        if evidence.registration is None or evidence.detail is None:
            return 0.0
        return sigmoid(self.photograph.evaluate(features(evidence)))


def threshold_for(usual: float, rate: float) -> float:
    """The threshold for another rate of false copy verdicts than the usual one, in (0, 1).

    A rate of half as many asks for twice the odds: as if copies were half as frequent (Bayes).
    """
    return sigmoid(log_odds(usual) + math.log(USUAL_RATE / rate))


def probability(model: CopyModel, calibration: Calibration, evidence: Evidence) -> float:
    """Of being a true copy, in [0, 1], under a library's calibration."""
    odds = model.log_odds(evidence)
    if odds is None:
        return model.unregistered
    return sigmoid(calibration.slope * odds + calibration.intercept)
