"""How good retrieval is: questions with known right answers, put to a library and counted.

ablation.py  what each channel adds
answers.py   what came back, and its means
asking.py    questions put to a library
comparing.py two evaluations side by side
estimates.py how far a mean over some queries may be off
figures.py   from what was asked to figures
findings.py  what the figures say
history.py   evaluations that a library keeps
judging.py   what an evaluation takes from a match
labelled.py  a folder of labelled pictures in a library of its own
ladder.py    kinds of edit in rising strength
measures.py  measures of one ranking, and of the best answers of many
pairs.py     questions from a table
questions.py questions from labels or from made edits
report.py    what an evaluation measured, to keep and compare
sampling.py  which pictures of a library are tested with
tracing.py   made edits, searched with their originals and without

A question is a picture and the ids that should come back. There are three ways to get questions: pictures with labels
(leave one out: every other picture of the label is right), a table of pairs, and made edits of the library's own
pictures. Every ranking of the same shortlist is counted side by side: `SHORTLIST` is the order by the descriptor
alone, the others are the evidence under some weights.

`trace_edits` asks for edits of rising strength, each also with its original left out, and counts what every channel
adds. A `Report` holds the figures of any evaluation; `keep` keeps it in the library, `compare` compares two.
"""

from pictrace.evaluate.ablation import ablations, alone, without
from pictrace.evaluate.answers import CUTOFFS, Answer, Evaluation, Quality
from pictrace.evaluate.asking import RERANKED, SHORTLIST, ask
from pictrace.evaluate.comparing import Comparison, Difference, Trend, compare
from pictrace.evaluate.estimates import Estimate, difference_interval, estimate
from pictrace.evaluate.figures import circumstances, report_edits, report_labelled
from pictrace.evaluate.findings import GOOD_ENOUGH, Hurt, Part, WeakPlace, parts, rungs, weak_places, where_it_hurts
from pictrace.evaluate.history import Kept, forget, get, keep, kept
from pictrace.evaluate.judging import VERDICTS, Judge
from pictrace.evaluate.labelled import Labelled, read_labelled, throwaway_library
from pictrace.evaluate.ladder import Rung, ladder
from pictrace.evaluate.measures import (
    average_precision,
    micro_average_precision,
    n_s,
    precision_at,
    recall_at,
    recall_at_precision,
)
from pictrace.evaluate.pairs import questions_from_pairs, questions_from_uploaded_pairs
from pictrace.evaluate.questions import (
    Question,
    labels_from_folder,
    questions_from_edits,
    questions_from_labels,
)
from pictrace.evaluate.report import ALL, Figure, Group, Report, Subject, from_document
from pictrace.evaluate.sampling import sample_ids
from pictrace.evaluate.tracing import Best, Tracing, Trial, trace_edits

__all__ = [
    "ALL",
    "CUTOFFS",
    "GOOD_ENOUGH",
    "RERANKED",
    "SHORTLIST",
    "VERDICTS",
    "Answer",
    "Best",
    "Comparison",
    "Difference",
    "Estimate",
    "Evaluation",
    "Figure",
    "Group",
    "Hurt",
    "Judge",
    "Kept",
    "Labelled",
    "Part",
    "Quality",
    "Question",
    "Report",
    "Rung",
    "Subject",
    "Tracing",
    "Trend",
    "Trial",
    "WeakPlace",
    "ablations",
    "alone",
    "ask",
    "average_precision",
    "circumstances",
    "compare",
    "difference_interval",
    "estimate",
    "forget",
    "from_document",
    "get",
    "keep",
    "kept",
    "labels_from_folder",
    "ladder",
    "micro_average_precision",
    "n_s",
    "parts",
    "precision_at",
    "questions_from_edits",
    "questions_from_labels",
    "questions_from_pairs",
    "questions_from_uploaded_pairs",
    "read_labelled",
    "recall_at",
    "recall_at_precision",
    "report_edits",
    "report_labelled",
    "rungs",
    "sample_ids",
    "throwaway_library",
    "trace_edits",
    "weak_places",
    "where_it_hurts",
    "without",
]
