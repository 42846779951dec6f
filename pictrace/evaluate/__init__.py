"""How good retrieval is: questions with known right answers, put to a library and counted.

A question is a picture and the ids that should come back. There are three ways to get questions: pictures
with labels (leave one out: every other picture of the label is right), a table of pairs, and made edits of
the library's own pictures. Every ranking of the same shortlist is counted side by side: `SHORTLIST` is the
order by the descriptor alone, the others are the evidence under some weights.
"""

from pictrace.evaluate.answers import CUTOFFS, Answer, Evaluation, Quality
from pictrace.evaluate.asking import RERANKED, SHORTLIST, ask
from pictrace.evaluate.measures import average_precision, precision_at, recall_at
from pictrace.evaluate.questions import (
    Question,
    labels_from_folder,
    questions_from_edits,
    questions_from_labels,
    questions_from_pairs,
)

__all__ = [
    "CUTOFFS",
    "RERANKED",
    "SHORTLIST",
    "Answer",
    "Evaluation",
    "Quality",
    "Question",
    "ask",
    "average_precision",
    "labels_from_folder",
    "precision_at",
    "questions_from_edits",
    "questions_from_labels",
    "questions_from_pairs",
    "recall_at",
]
