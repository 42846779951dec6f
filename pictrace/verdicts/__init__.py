"""What a hit is, in a word, and how sure that is.

features.py    what of the evidence counts
logistic.py    logistic regression
model.py       evidence → probability of a true copy
shipped.py     the model's numbers, written by `python -m bench.fit`
deciding.py    probability and geometry → verdict
settling.py    hits that only another hit can settle
answering.py   all hits → the one answer
intervals.py   bounds for measured error rates
uncalibrated.py  what is known without any
alike.py       from which cosine on two pictures are alike
wording.py     what a verdict says in plain words
"""

from pictrace.verdicts import wording
from pictrace.verdicts.alike import alike_cosine
from pictrace.verdicts.answering import decisive
from pictrace.verdicts.deciding import Judge, is_ignored, kind_of_copy
from pictrace.verdicts.features import features
from pictrace.verdicts.intervals import upper_bound, wilson
from pictrace.verdicts.logistic import log_odds, sigmoid
from pictrace.verdicts.model import CopyModel, probability, threshold_for
from pictrace.verdicts.settling import settle
from pictrace.verdicts.shipped import MODEL
from pictrace.verdicts.uncalibrated import shipped_calibration

__all__ = [
    "MODEL",
    "CopyModel",
    "Judge",
    "alike_cosine",
    "decisive",
    "features",
    "is_ignored",
    "kind_of_copy",
    "log_odds",
    "probability",
    "settle",
    "shipped_calibration",
    "sigmoid",
    "threshold_for",
    "upper_bound",
    "wilson",
    "wording",
]
