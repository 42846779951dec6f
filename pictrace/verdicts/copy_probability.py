"""The probability that a registered pair is a true copy: a logistic regression shipped as plain numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pictrace.types import Calibration, RegistrationEvidence
from pictrace.verdicts.features import features
from pictrace.verdicts.logistic import log_odds, sigmoid

# The rate of false copy verdicts that the shipped threshold was chosen for.
USUAL_RATE = 0.005


@dataclass(frozen=True, slots=True)
class CopyModel:
    """log-odds = intercept + Σ coefficient × feature, features as `features` gives them, coefficients at most 0.

    unregistered : probability of a hit that could not be registered. threshold : least probability for a copy verdict.
    no_copy_searches, wrong : searches without any copy that the model was measured on, and how many got one.
    """

    version: str
    intercept: float
    coefficients: tuple[float, ...]
    unregistered: float
    threshold: float
    no_copy_searches: int
    wrong: int

    def log_odds(self, registration: RegistrationEvidence) -> float:
        """Of being a copy, before any calibration."""
        values = features(registration)
        return self.intercept + math.fsum(c * v for c, v in zip(self.coefficients, values, strict=True))


def threshold_for(usual: float, rate: float) -> float:
    """The threshold for another rate of false copy verdicts than the usual one, in (0, 1).

    A rate of half as many asks for twice the odds: as if copies were half as frequent (Bayes).
    """
    return sigmoid(log_odds(usual) + math.log(USUAL_RATE / rate))


def probability(model: CopyModel, calibration: Calibration, registration: RegistrationEvidence | None) -> float:
    """Of being a true copy, in [0, 1], under a library's calibration."""
    if registration is None:
        return model.unregistered
    return sigmoid(calibration.slope * model.log_odds(registration) + calibration.intercept)
