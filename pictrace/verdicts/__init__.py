"""What a hit is, in a word, and how sure that is.

features.py          what of the evidence counts
boosted_trees.py     gradient-boosted trees as plain numbers
logistic.py          logistic regression, by which a library adjusts probabilities
copy_probability.py  evidence → probability of a true copy, and of a photograph of it
shipped_model.py     the model's numbers, written by `python -m bench.fit`
decision.py          probability and geometry → verdict
third_picture.py     hits that only another hit can settle
answer.py            all hits → the one answer
intervals.py         bounds for measured error rates
uncalibrated.py      what is known without any
verdict_words.py     all the words of each verdict
wording.py           what is said of an answer, a pair or a hit
library_verdicts.py  what a library's verdicts are given by
"""

from pictrace.verdicts import wording
from pictrace.verdicts.answer import decisive
from pictrace.verdicts.copy_probability import CopyModel, probability, threshold_for
from pictrace.verdicts.decision import Judge, is_ignored, kind_of_copy
from pictrace.verdicts.features import features
from pictrace.verdicts.intervals import upper_bound, wilson
from pictrace.verdicts.logistic import log_odds, sigmoid
from pictrace.verdicts.shipped_model import shipped_model
from pictrace.verdicts.third_picture import settle
from pictrace.verdicts.uncalibrated import shipped_calibration

__all__ = [
    "CopyModel",
    "Judge",
    "decisive",
    "features",
    "is_ignored",
    "kind_of_copy",
    "log_odds",
    "probability",
    "settle",
    "shipped_calibration",
    "shipped_model",
    "sigmoid",
    "threshold_for",
    "upper_bound",
    "wilson",
    "wording",
]
