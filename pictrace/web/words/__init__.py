"""Every word that the pages say, one page or panel a file. Views hold no prose; translators and editors need only this
folder, and for what a verdict says `verdict_words.py` and `wording.py` in `pictrace/verdicts`, which the command line
shares.

Plain speech: channels, weights, shortlist, inliers and backbone have everyday names here, and only here.
No word says which of two pictures came first, or how a picture came to be: that is for the reader to judge.
"""

from pictrace.web.words import (
    adding,
    answering,
    asking,
    comparing,
    duplicates,
    evidence,
    family,
    jobs,
    judging,
    keys,
    library,
    naming,
    network,
    numbers,
    ranking,
    report,
    states,
    steps,
    sureness,
    testing,
    viewing,
)

__all__ = [
    "adding",
    "answering",
    "asking",
    "comparing",
    "duplicates",
    "evidence",
    "family",
    "jobs",
    "judging",
    "keys",
    "library",
    "naming",
    "network",
    "numbers",
    "ranking",
    "report",
    "states",
    "steps",
    "sureness",
    "testing",
    "viewing",
]
