"""Copies of rising strength are looked for in a library, each once with its original there and once without.

Without costs no second search: candidates are examined one by one, so leaving the original out of an answer gives
what a library that never had it would answer, up to the last few candidates. In those nothing may be called a copy.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pictrace.errors import UnknownPicture, UnreadablePicture
from pictrace.evaluate.ablation import ablations
from pictrace.evaluate.asking import RERANKED, SHORTLIST
from pictrace.evaluate.judging import VERDICTS, Judge
from pictrace.evaluate.ladder import Rung, ladder
from pictrace.evaluate.sampling import Sampled, sample_ids, versions_of
from pictrace.library import Library
from pictrace.matching.ranking import SearchResult
from pictrace.search.search import MAXIMUM_SHORTLIST
from pictrace.types import (
    DEFAULT_SHORTLIST,
    Candidate,
    Failure,
    Match,
    Mode,
    Progress,
    ProgressCallback,
    UInt8Array,
    Weights,
)


@dataclass(frozen=True, slots=True)
class Best:
    """The first of an answer. score : by the judge. right : whether it is the picture that was looked for."""

    id: int
    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """One copy that was looked for.

    picture : the id of its original. kind, strength : of the rung.
    places : name of a ranking → place of the first right answer, from 1, or None when it was no candidate.
    best : the first of the answer, None when there is none. stranger : the same with the original left out.
    confirmed : whether a right answer is called a copy. mistaken : id of what is called one with the original left out,
    None when nothing is. seconds : that the search took.
    """

    picture: int
    kind: str
    strength: str
    places: Mapping[str, int | None]
    best: Best | None
    stranger: Best | None
    confirmed: bool
    mistaken: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Tracing:
    """Every trial, and the pictures and copies that could not be tested with (`failed`), which count nowhere.

    score : what the judge calls its score. rankings : names of the places of each trial.
    repeated : pictures tested with that the library has in other versions too. seconds : all, made edits included.
    planned : trials there would be, had nobody stopped it.
    """

    trials: tuple[Trial, ...]
    failed: tuple[Failure, ...]
    score: str
    rankings: tuple[str, ...]
    repeated: int
    planned: int
    seconds: float
    cancelled: bool = False


def trace_edits(
    library: Library,
    count: int,
    *,
    weights: Weights | None = None,
    shortlist: int = DEFAULT_SHORTLIST,
    mode: Mode = "fast",
    seed: int = 0,
    judge: Judge = VERDICTS,
    progress: ProgressCallback | None = None,
) -> Tracing:
    """Look for every rung's copy of `count` pictures of the library, picture by picture.

    Copies are made of the stored working pictures (long side at most 512 pixels), so originals need not be reachable.
    Other versions of a picture count as right. Pasted pictures are pasted into another of the sample, which is left
    out of the answer, because it is in the query as well.
    seed : chooses the pictures, and where crops and pasted pictures lie.
    progress : called before the first search and after each; False stops, and what was measured until then comes back.
    Raises InvalidInput for an empty library or a count under 1, WeightsUnavailable without a network.
    """
    chosen = sample_ids(library, count, seed)
    rungs = len(ladder())
    planned = len(chosen) * rungs
    rankings = {RERANKED: weights or Weights()}
    rankings |= ablations(rankings[RERANKED])
    library.warm_up()  # or the first search would be charged with loading the network
    started = time.monotonic()
    trials: list[Trial] = []
    failed: list[Failure] = []

    def go_on(name: str) -> bool:
        done = len(trials) + len(failed)
        state = Progress(done, planned, len(trials), 0, len(failed), time.monotonic() - started, name)
        return progress is None or progress(state) is not False

    samples: list[Sampled] = []
    going = True
    for id, digest in chosen:
        going = going and go_on(str(id))
        if not going:
            break
        try:
            samples.append(Sampled(id, digest, versions_of(library, id, judge)))
        except (UnknownPicture, UnreadablePicture) as error:  # removed meanwhile, or its working picture is gone
            failed.append(Failure(str(id), error.message))
            planned -= rungs - 1
    for copy in _copies(library, samples, seed) if going else ():
        if isinstance(copy, Failure):
            failed.append(copy)
            planned -= rungs - 1
        else:
            try:
                trials.append(_try(library, copy, rankings, shortlist, mode, judge))
            except UnreadablePicture as error:
                failed.append(Failure(copy.name, error.message))
        going = go_on(failed[-1].uri if isinstance(copy, Failure) else copy.name)
        if not going:
            break
    tested = {trial.picture for trial in trials}
    return Tracing(
        trials=tuple(trials),
        failed=tuple(failed),
        score=judge.name,
        rankings=(SHORTLIST, *rankings),
        repeated=sum(len(sampled.versions) > 1 for sampled in samples if sampled.id in tested),
        planned=planned,
        seconds=time.monotonic() - started,
        cancelled=not going and len(trials) + len(failed) < planned,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Copy:
    """A made copy. ignored : ids that are in the query beside it."""

    sampled: Sampled
    rung: Rung
    pixels: UInt8Array
    ignored: frozenset[int]

    @property
    def name(self) -> str:
        return f"{self.sampled.id} {self.rung.name}"


def _copies(library: Library, samples: Sequence[Sampled], seed: int) -> Iterator[_Copy | Failure]:
    """Made when it is asked for: all copies of a hundred pictures would be 4 GB."""
    for place, sampled in enumerate(samples):
        others = [*samples[place + 1 :], *samples[:place]]
        scene = next((other for other in others if not other.versions & sampled.versions), None)
        try:
            original = library.working_picture(sampled.id)
            background = None if scene is None else library.working_picture(scene.id)
        except (UnknownPicture, UnreadablePicture) as error:
            yield Failure(str(sampled.id), error.message)
            continue
        for rung in ladder((seed, sampled.seed), background):
            ignored = scene.versions if scene is not None and rung.kind == "pasted" else frozenset()
            yield _Copy(sampled, rung, rung.edit.apply(original), ignored)


def _try(
    library: Library, copy: _Copy, rankings: Mapping[str, Weights], shortlist: int, mode: Mode, judge: Judge
) -> Trial:
    right, ignored = copy.sampled.versions, copy.ignored
    # As many more as may be left out, so that what stays is the shortlist of a library without them.
    wanted = min(MAXIMUM_SHORTLIST, shortlist + len(right | ignored))
    started = time.perf_counter()
    result = library.search(copy.pixels, top=1, weights=rankings[RERANKED], shortlist=wanted, mode=mode)
    seconds = time.perf_counter() - started
    examined = result.shortlist * shortlist // wanted  # a thorough search examines several times as many as it is told
    there = _without(result, ignored, examined)
    absent = _without(result, ignored | right, examined)
    ranked = {name: there.rerank(weights).matches for name, weights in rankings.items()}
    places = {SHORTLIST: _place([candidate.record.id for candidate in there.candidates], right)}
    places |= {name: _place([match.id for match in matches], right) for name, matches in ranked.items()}
    return Trial(
        picture=copy.sampled.id,
        kind=copy.rung.kind,
        strength=copy.rung.strength,
        places=places,
        best=_best(ranked[RERANKED], right, judge),
        stranger=_best(absent.matches, right, judge),
        # Wherever it stands: the answer of a search rests on its surest hit, whatever the weights ask for.
        confirmed=any(match.id in right and judge.confirms(match) for match in ranked[RERANKED]),
        mistaken=_surest(absent.matches, judge),
        seconds=seconds,
    )


def _without(result: SearchResult, ids: Collection[int], examined: int) -> SearchResult:
    """The search as it would have been had the library not had these pictures; all candidates ranked."""
    kept: tuple[Candidate, ...] = tuple(c for c in result.candidates if c.record.id not in ids)[:examined]
    return replace(result, candidates=kept, top=max(1, len(kept)), shortlist=examined)


def _place(ids: Sequence[int], right: Collection[int]) -> int | None:
    return next((place for place, id in enumerate(ids, start=1) if id in right), None)


def _best(matches: Sequence[Match], right: Collection[int], judge: Judge) -> Best | None:
    if not matches:
        return None
    first = matches[0]
    return Best(first.id, judge.score(first), first.id in right)


def _surest(matches: Sequence[Match], judge: Judge) -> int | None:
    confirmed = (match for match in matches if judge.confirms(match))
    surest = max(confirmed, key=judge.score, default=None)
    return None if surest is None else surest.id
