"""One search: shortlist, evidence on every hit, ranking."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import numpy as np

from pictrace import explanation, imaging, matching, verdicts
from pictrace.errors import InvalidInput, LibraryClosed, UnknownPicture, UnreadablePicture
from pictrace.extraction import LoadedQuery
from pictrace.index import SyncedIndex
from pictrace.index.visual_words import SyncedWords
from pictrace.matching.ranking import SearchResult
from pictrace.search.query import stored_query
from pictrace.search.voted_candidates import verified_by_votes, voted_ids
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.store.originals import Originals
from pictrace.types import (
    MODES,
    NOT_ASSESSED,
    Assessment,
    Candidate,
    Checkpoint,
    Explanation,
    Features,
    LocalFeatures,
    Mode,
    Query,
    Record,
    Timings,
    Weights,
    go_on,
)

Given = TypeVar("Given")
Made = TypeVar("Made")

MAXIMUM_TOP = 100
MAXIMUM_SHORTLIST = 5000
THOROUGH_SHORTLIST = 3
# A thorough search examines so many more, by their votes.
VOTED = 50


def check_counts(top: int, shortlist: int, mode: Mode = "fast") -> tuple[int, int]:
    """How many to show and to examine, as plain ints, which JSON takes; a thorough search examines three times as many.

    Raises InvalidInput unless 1 ≤ top ≤ 100, 1 ≤ shortlist ≤ 5,000 and the mode is one that there is.
    """
    if mode not in MODES:
        raise InvalidInput(f"There is no search mode {mode!r}; choose one of {', '.join(MODES)}.")
    for name, value, most in (("top", top, MAXIMUM_TOP), ("shortlist", shortlist, MAXIMUM_SHORTLIST)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 1 <= value <= most:
            raise InvalidInput(f"{name} is {value!r}; give a whole number from 1 to {most}.")
    return int(top), int(shortlist) * (THOROUGH_SHORTLIST if mode == "thorough" else 1)


def without_ignored(query: Query, elements: Sequence[LocalFeatures]) -> Query:
    """The query with the places marked where it shows one of these elements, whose agreement counts for no verdict."""
    return replace(query, ignored=matching.places_of(query, elements)) if elements else query


def explain_hit(result: SearchResult, id: int, originals: Originals, working: PictureStore) -> Explanation:
    """What was done to make the query of one hit, or the other way round.

    Raises InvalidInput when the picture is none of the candidates, UnreadablePicture when its working picture is gone.
    """
    hit = next((one for one in result.candidates if one.record.id == id), None)
    if hit is None:
        raise InvalidInput(
            f"Picture {id} is not among the {len(result.candidates)} candidates of this search; search with a larger "
            "shortlist."
        )
    query = explanation.of_query(result.query)
    if hit.record.byte_digest != query.byte_digest:
        query = known_picture(result, originals)
    pixels = imaging.decode_jpeg(working.read(hit.record.pixel_digest))
    found = explanation.of_record(hit.record, pixels, jpeg_quality(hit.record, originals))
    return explanation.explain(query, found, hit.evidence, hit.assessment.verdict)


def known_picture(result: SearchResult, originals: Originals) -> explanation.PairPicture:
    """The query of a search; where the library has it too, with when it came there and how it was saved."""
    query = explanation.of_query(result.query)
    itself = next((one.record for one in result.candidates if one.record.byte_digest == query.byte_digest), None)
    if itself is None:
        return query
    return replace(query, added_at=itself.added_at, jpeg_quality=jpeg_quality(itself, originals))


def jpeg_quality(record: Record, originals: Originals) -> int | None:
    """Of the original, when that is at hand and still the same; URLs are not fetched."""
    if record.format != "JPEG":
        return None
    original = originals.read(record)
    if original is None or imaging.file_digest(original.data) != record.byte_digest:
        return None
    return imaging.jpeg_quality(original.data)


def _any_verified(examined: Sequence[Candidate]) -> bool:
    return any(matching.is_verified(one.evidence) for one in examined)


class Searcher:
    """Runs searches over one catalogue, for many threads. cv2 releases the GIL, so evidence is gathered in a pool."""

    def __init__(
        self,
        catalog: Catalog,
        index: SyncedIndex,
        working: PictureStore,
        backbone: str,
        pool: ThreadPoolExecutor,
        judge: verdicts.Judge | None = None,
        ignored: Sequence[LocalFeatures] = (),
        backbone_version: str = "",
        words: SyncedWords | None = None,
    ) -> None:
        """judge : what verdicts are given by; None is the shipped model as it is. ignored : local features of the
        elements that are to be ignored. backbone_version : for the result to carry. words : asked for candidates
        where the index gives none that agrees; None for nowhere."""
        self._catalog = catalog
        self._index = index
        self._working = working
        self._backbone = backbone
        self._backbone_version = backbone_version
        self._pool = pool
        model = verdicts.shipped_model()
        self._judge = judge or verdicts.Judge(model, verdicts.shipped_calibration(model), backbone)
        self._ignored = ignored
        self._words = words

    def search(
        self,
        loaded: LoadedQuery,
        top: int,
        weights: Weights,
        shortlist: int,
        mode: Mode = "fast",
        checkpoint: Checkpoint = go_on,
    ) -> SearchResult:
        """The `max(shortlist, top)` nearest pictures with their evidence, ranked by these weights.

        Raises what `checkpoint` does, which is called before each of them is examined.
        """
        started = time.perf_counter()
        query = without_ignored(loaded.query, self._ignored)
        wanted = max(shortlist, top)
        preparing = self._handed_over(matching.prepare, query)
        found = self._index.search(loaded.vectors, wanted)
        ids = found.ids.tolist()
        # The very file is found whatever it was read as when it was added, by an earlier version perhaps.
        itself = self._catalog.id_by_bytes(query.byte_digest)
        if itself is not None and itself not in ids:
            ids.append(itself)
        prepared = preparing.result()
        if mode == "thorough" and self._words is not None:
            ids += [id for id in voted_ids(self._words, prepared, VOTED) if id not in ids]
        records = self._catalog.records(ids)
        features = dict(self._catalog.features(ids))
        listed_at = time.perf_counter()

        def examine(pair: tuple[Record, Features]) -> Candidate:
            checkpoint()
            record, stored = pair
            try:
                pixels = imaging.decode_jpeg(self._working.read(record.pixel_digest))
            except UnreadablePicture:
                # A lost working picture costs this hit its structure, never the search; verify() reports it.
                pixels = None
            found = matching.gather(prepared, stored, pixels)
            return Candidate(record, found, self._judge.assess(query, record, found))

        def between(source: Candidate, other: Candidate) -> Assessment:
            checkpoint()
            return self._between(source, other)

        checkpoint()
        pairs = [(record, features[record.id]) for record in records if record.id in features]
        examined = self._all(examine, pairs)
        if self._words is not None and not _any_verified(examined):
            voted = verified_by_votes(self._words, self._catalog, prepared, features.keys(), self._all)
            features |= self._catalog.features(voted)
            pairs = [(one, features[one.id]) for one in self._catalog.records(voted) if one.id in features]
            examined = (*examined, *self._all(examine, pairs))
        if not _any_verified(examined):
            examined = self._as_negative(query, examined, features, checkpoint)
        candidates = verdicts.settle(query, examined, between)
        verdict, decisive = verdicts.decisive(query, candidates)
        return SearchResult(
            query=query,
            candidates=candidates,
            weights=weights,
            top=top,
            searched=found.searched,
            shortlist=wanted,
            timings=Timings(
                decode=loaded.decode_seconds,
                embed=loaded.embed_seconds,
                shortlist=listed_at - started,
                evidence=time.perf_counter() - listed_at,
            ),
            backbone=self._backbone,
            backbone_version=self._backbone_version,
            mode=mode,
            verdict=verdict,
            decisive=None if decisive is None else decisive.record.id,
            calibration=self._judge.calibration,
        )

    def _as_negative(
        self, query: Query, examined: Sequence[Candidate], features: Mapping[int, Features], checkpoint: Checkpoint
    ) -> tuple[Candidate, ...]:
        """The candidates, those exchanged that agree with the query once its tones are inverted."""
        negative = matching.prepare_negative(query)

        def examine(candidate: Candidate) -> Candidate:
            checkpoint()
            record = candidate.record
            if not matching.may_agree(negative, features[record.id].local):
                return candidate
            try:
                pixels = imaging.decode_jpeg(self._working.read(record.pixel_digest))
            except UnreadablePicture:
                return candidate
            found = matching.gather_negative(negative, features[record.id], pixels)
            if not matching.is_verified(found):
                return candidate
            return Candidate(record, found, self._judge.assess(query, record, found))

        return self._all(examine, examined)

    def _all(self, work: Callable[[Given], Made], given: Sequence[Given]) -> tuple[Made, ...]:
        """What the pool makes of each, in their order; one error ends it."""
        working = [self._handed_over(work, one) for one in given]
        try:
            return tuple(one.result() for one in working)
        finally:
            for one in working:
                one.cancel()

    def _handed_over(self, work: Callable[[Given], Made], given: Given) -> Future[Made]:
        """To be done by the pool, while this thread goes on."""
        try:
            return self._pool.submit(work, given)
        except RuntimeError:  # only handing over raises it here: another thread has shut the pool down
            raise LibraryClosed("The library was closed during the search; open it again.") from None

    def _between(self, source: Candidate, other: Candidate) -> Assessment:
        """What one picture of the library is to another."""
        try:
            query = without_ignored(stored_query(source.record, self._catalog, self._working), self._ignored)
            pixels = imaging.decode_jpeg(self._working.read(other.record.pixel_digest))
        except (UnreadablePicture, UnknownPicture):
            return NOT_ASSESSED
        features = self._catalog.features([other.record.id]).get(other.record.id)
        if features is None:
            return NOT_ASSESSED
        return self._judge.assess(query, other.record, matching.gather(query, features, pixels))
