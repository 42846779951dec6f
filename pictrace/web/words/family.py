"""The family of a search; what a list says stands in `pictrace/explanation/provenance/wording.py`."""

from __future__ import annotations

from pictrace.web.words.numbers import duration, plural

HEADING = "Family"
TEXT = "Which of the copies was made of which, step by step."
TRACE = "Trace the family"
AS_LIST = "List"
AS_GRAPH = "Graph"
VIEWS = "How the family is shown"
LIST_LABEL = "The family, each picture below the one that it was made of"
GRAPH_ALT = "The same family as a graph: an arrow leads from each picture to those that were made of it."
THIS_ONE = "your picture"


def effort(copies: int, seconds: float) -> str:
    """What looking for the family takes."""
    return f"{plural(copies, 'copy', 'copies')} and your picture: {duration(seconds)}."
