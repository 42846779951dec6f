"""A test of the library as a job: what was asked for, as words of the job log, and the work itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pictrace import evaluate
from pictrace.errors import InvalidInput
from pictrace.evaluate import Question, Report, Subject
from pictrace.library import Library
from pictrace.types import (
    DEFAULT_PRESET,
    DEFAULT_SHORTLIST,
    PRESETS,
    AddReport,
    Failure,
    Mode,
    ProgressCallback,
)
from pictrace.web import current, words


@dataclass(frozen=True, slots=True)
class Request:
    """What to test.

    sample : pictures to test with, None for all. preset : one of PRESETS. mode : how thoroughly is searched.
    source : the folder, or the digest of the table in the cache of uploads; name : what a person calls it.
    """

    subject: Subject
    sample: int | None = None
    preset: str = DEFAULT_PRESET
    mode: Mode = "fast"
    source: str = ""
    name: str = ""

    def as_sources(self) -> tuple[str, ...]:
        """For the job log, so that an interrupted test can be done again."""
        return (json.dumps(asdict(self)),)


def run(library: Library, sources: Sequence[str], progress: ProgressCallback) -> AddReport:
    """The work of the job; the figures are kept in the library, those of a stopped test as unfinished.

    Raises InvalidInput when nothing could be measured, InvalidTable, and what searching raises.
    """
    request = Request(**json.loads(sources[0]))
    report = {"edits": _edits, "folder": _folder, "pairs": _pairs}[request.subject](library, request, progress)
    if report is None:
        return AddReport(items=(), failed=(), seconds=0.0, cancelled=True)
    evaluate.keep(library, report, request.name)
    return AddReport(items=(), failed=report.failed, seconds=report.seconds, cancelled=not report.complete)


def _edits(library: Library, request: Request, progress: ProgressCallback) -> Report | None:
    weights, sample = PRESETS[request.preset], request.sample or len(library)
    tracing = evaluate.trace_edits(
        library, sample, weights=weights, shortlist=DEFAULT_SHORTLIST, mode=request.mode, progress=progress
    )
    if tracing.cancelled and not tracing.trials:
        return None
    settings = _settings(library, request, sample=sample, seed=0)
    return evaluate.report_edits(tracing, settings)


def _folder(library: Library, request: Request, progress: ProgressCallback) -> Report | None:
    with evaluate.throwaway_library(library.backbone, library.settings) as own:
        labelled = evaluate.read_labelled(own, Path(request.source), request.sample, progress)
        if labelled.cancelled:
            return None
        return _labelled(own, labelled.questions, labelled.failed, request, progress)


def _pairs(library: Library, request: Request, progress: ProgressCallback) -> Report | None:
    data = current.queries().get(request.source)
    if data is None:
        raise InvalidInput(words.testing.TABLE_GONE)
    roots = library.settings.folders
    questions, failed = evaluate.questions_from_uploaded_pairs(library, data, request.name, roots)
    return _labelled(library, questions, failed, request, progress)


def _labelled(
    library: Library,
    questions: Sequence[Question],
    failed: tuple[Failure, ...],
    request: Request,
    progress: ProgressCallback,
) -> Report | None:
    weights = {evaluate.RERANKED: PRESETS[request.preset]}
    if not questions:
        raise InvalidInput(words.testing.nothing_to_test(failed))
    evaluation = evaluate.ask(
        library, questions, weights=weights, shortlist=DEFAULT_SHORTLIST, mode=request.mode, progress=progress
    )
    if evaluation.cancelled and not evaluation.answers:
        return None
    settings = _settings(library, request, source=request.source, sample=request.sample)
    return evaluate.report_labelled(evaluation, request.subject, settings, failed, len(questions))


def _settings(library: Library, request: Request, **others: Any) -> dict[str, Any]:
    weights = PRESETS[request.preset]
    return evaluate.circumstances(library, weights=weights, shortlist=DEFAULT_SHORTLIST, mode=request.mode, **others)
