"""Weights that are fitted, not guessed: from candidates that somebody, or a made edit, says are right or wrong.

labelled.py    labelled candidates, one query a time; from judgements
pairwise.py    the fit: logistic regression on pairs of a right and a wrong candidate
quality.py     how well weights order labelled candidates
validating.py  before and after on queries that were not fitted on
keeping.py     the fitted weights that a library keeps
"""

from pictrace.fitting.keeping import keep, kept
from pictrace.fitting.labelled import LabelledQuery, from_judgements, telling
from pictrace.fitting.pairwise import fitted_weights
from pictrace.fitting.quality import Quality, measure
from pictrace.fitting.validating import FOLDS, LEAST_QUERIES, FitReport, Outcome, fit_weights, folds_of

__all__ = [
    "FOLDS",
    "LEAST_QUERIES",
    "FitReport",
    "LabelledQuery",
    "Outcome",
    "Quality",
    "fit_weights",
    "fitted_weights",
    "folds_of",
    "from_judgements",
    "keep",
    "kept",
    "measure",
    "telling",
]
