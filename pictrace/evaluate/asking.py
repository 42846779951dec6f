"""Questions put to a library."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pictrace.errors import FetchError, UnknownPicture, UnreadablePicture, UnsupportedSource
from pictrace.evaluate.answers import Answer, Evaluation
from pictrace.evaluate.questions import Question
from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.types import DEFAULT_SHORTLIST, Failure, Mode, Progress, ProgressCallback, Weights

SHORTLIST = "shortlist"
RERANKED = "re-ranked"


def ask(
    library: Library,
    questions: Sequence[Question],
    *,
    weights: Mapping[str, Weights] | None = None,
    shortlist: int = DEFAULT_SHORTLIST,
    mode: Mode = "fast",
    progress: ProgressCallback | None = None,
) -> Evaluation:
    """Search for every question once and keep the shortlist's order and that of each of the `weights`.

    weights : name of a ranking → weights; None means `RERANKED` with the default ones.
    progress : called after each question; returning False stops early.
    A query that is itself in the library is left out of its own answer unless it is a right one.
    """
    named = {RERANKED: Weights()} if weights is None else dict(weights)
    answers: list[Answer] = []
    failed: list[Failure] = []
    started = time.monotonic()
    cancelled = False
    for done, question in enumerate(questions, start=1):
        try:
            result = _search(library, question, shortlist + 1, mode)  # one more, because the query may find itself
            rankings = _rankings(result, question, named)
            answers.append(Answer(question.name, question.group, question.relevant, rankings))
        except (FetchError, UnknownPicture, UnreadablePicture, UnsupportedSource) as error:
            failed.append(Failure(question.name, error.message))
        seconds = time.monotonic() - started
        if progress is not None:
            state = Progress(done, len(questions), len(answers), 0, len(failed), seconds, question.name)
            if progress(state) is False and done < len(questions):
                cancelled = True
                break
    seconds = time.monotonic() - started
    return Evaluation(tuple(answers), tuple(failed), (SHORTLIST, *named), shortlist, seconds, cancelled)


def _search(library: Library, question: Question, shortlist: int, mode: Mode) -> SearchResult:
    picture = question.picture
    if isinstance(picture, int):
        return library.search_id(picture, shortlist=shortlist, mode=mode)
    return library.search(picture() if callable(picture) else picture, shortlist=shortlist, mode=mode)


def _rankings(result: SearchResult, question: Question, named: Mapping[str, Weights]) -> dict[str, tuple[int, ...]]:
    own = {
        candidate.record.id
        for candidate in result.candidates
        if candidate.record.id == question.picture or candidate.record.pixel_digest == result.query.pixel_digest
    } - question.relevant
    # In the order of the shortlist: cosines of wholes and of tiles cannot be compared, their places can.
    others = [candidate for candidate in result.candidates if candidate.record.id not in own]
    examined = replace(result, candidates=tuple(others[: result.shortlist - 1]), top=result.shortlist)
    orders = {SHORTLIST: tuple(candidate.record.id for candidate in examined.candidates)}
    for name, weights in named.items():
        orders[name] = tuple(match.id for match in examined.rerank(weights).matches)
    return orders
