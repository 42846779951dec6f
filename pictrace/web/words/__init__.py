"""Every word that the pages say, one page or panel a file. Views hold no prose; translators and editors need only this
folder, and for what a verdict says `verdict_words.py` and `wording.py` in `pictrace/verdicts`, which the command line
shares.

adding.py     adding pictures, and how jobs are going
answering.py  the answer and the ranked cards
asking.py     giving a picture, or a part of one
comparing.py  the Compare page
duplicates.py the Duplicates page
evidence.py   why a hit is where it is, and the facts of its file
family.py     the family of a search
jobs.py       long jobs
judging.py    judging hits, and fitting the weights to what was judged
keys.py       the keys of the page
library.py    the collection
naming.py     names of pages, channels, presets and settings
network.py    the network that describes pictures, and changing it
numbers.py    numbers, sizes and times as people write them
ranking.py    the weighed ranking
report.py     a report on your picture and one hit, to print and to keep
states.py     nothing there, something lost, something failed
steps.py      the steps of an edit, done again
sureness.py   how sure the answers are on the user's own pictures
testing.py    the Evaluate page
viewing.py    the two pictures beside each other and laid on each other, and what was changed

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
