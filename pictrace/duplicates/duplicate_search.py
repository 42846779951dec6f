"""The search for duplicates within a library: every picture against its nearest neighbours, a batch at a time.

The pictures searched and the pairs found are stored together after each batch, so that any interruption costs one
batch at most, and the next call goes on. Each batch is compared with all pictures searched before it and with itself:
so a later call compares new pictures with all. The neighbours of the next batch are searched for while the evidence of
the current one is gathered.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from pictrace.duplicates.examination import Examined, Examiner
from pictrace.duplicates.neighbours import DimensionReduction, NeighbourIndex, ReducedPicture, StoredPicture
from pictrace.errors import LibraryError
from pictrace.index import projection_learning
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.system.search_priority import SearchPriority
from pictrace.system.thread_limits import one_blas_thread
from pictrace.types import (
    COPY_VERDICTS,
    DuplicatesReport,
    LocalFeatures,
    NetworkVersion,
    Progress,
    ProgressCallback,
)
from pictrace.verdicts import Judge

# About a second's work on two cores, and 100 MB of key points.
BATCH = 128
# Pictures of which most have copies take a fifth of a second each; small batches show progress in a small library.
BATCH_OF_FEW, FEW = 16, 2000
# The neighbour index is trained on so many pictures of the library.
SAMPLE = 4000
READ_AT_ONCE = 512
# Raised when the method changes, so that libraries are searched again.
METHOD = 3


@dataclass(frozen=True, slots=True)
class DuplicateSearch:
    """threads : for the evidence; cv2 and FAISS release the GIL. batch : pictures that are stored together."""

    catalog: Catalog
    working: PictureStore
    priority: SearchPriority
    threads: int
    batch: int = BATCH

    def run(
        self, judge: Judge, ignored: Sequence[LocalFeatures], network: NetworkVersion, progress: ProgressCallback | None
    ) -> DuplicatesReport:
        """Search every picture that was not searched yet. Safe while others add, remove and search.

        Raises LibraryError when the library's network or verdicts change meanwhile: what was found before is no longer
        valid, and another call starts again.
        """
        begun = self.catalog.duplicates.begin(made_by(self.catalog, judge))
        with one_blas_thread():
            return _Run(self, judge, ignored, network, progress, begun).run()


def made_by(catalog: Catalog, judge: Judge) -> str:
    """What the verdicts of pairs depend on, in one line: pairs that were found under another line are discarded."""
    calibration = judge.calibration
    elements = ",".join(map(str, catalog.ignored.ids()))
    return f"{METHOD}; {judge.model.version}; {calibration.id}; {calibration.threshold:.6f}; ignored {elements}"


def is_of_another_version(line: str, judge: Judge) -> bool:
    """Whether pairs under such a line were found by another version of PicTrace: by another method or model."""
    return not line.startswith(f"{METHOD}; {judge.model.version}; ")


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """A batch of pictures. candidates : id → ids of its neighbours, True for those that key points alone do not rule
    out.

    local : key points by id, of all of them.
    """

    ids: tuple[int, ...]
    candidates: Mapping[int, dict[int, bool]]
    local: dict[int, LocalFeatures]


class _Run:
    """One call of `DuplicateSearch.run`.

    Two threads: one searches for the neighbours of a batch, and alone uses the neighbour index; the caller's examines,
    stores and reports progress.
    """

    def __init__(
        self,
        owner: DuplicateSearch,
        judge: Judge,
        ignored: Sequence[LocalFeatures],
        network: NetworkVersion,
        progress: ProgressCallback | None,
        known: int,
    ) -> None:
        self._catalog = owner.catalog
        self._priority = owner.priority
        self._threads = owner.threads
        self._batch = owner.batch
        self._examiner = Examiner(owner.catalog, owner.working, judge, ignored)
        self._made_by = made_by(owner.catalog, judge)
        self._network = network
        self._progress = progress
        self._known = known
        self._began = time.monotonic()
        kind = projection_learning.kind_of(f"{network.name} {network.version}")
        self._reduction = DimensionReduction.of(
            projection_learning.read(owner.catalog, projection_learning.newest(owner.catalog, kind))
        )
        self._neighbours: NeighbourIndex | None = None
        self._indexed: set[int] = set()
        # Of the indexed pictures, those that the catalogue records as searched.
        self._recorded: set[int] = set()
        # Up to this id no picture was waiting at the last query.
        self._none_up_to = 0
        self._done = self._compared = self._examined = self._copies = self._possible = 0

    def run(self) -> DuplicatesReport:
        total = self._catalog.duplicates.waiting_count()
        batch = min(self._batch, BATCH_OF_FEW) if total < FEW else self._batch
        continues = self._report_progress(total) and self._index_searched(lambda: self._report_progress(total))
        with (
            ThreadPoolExecutor(self._threads, thread_name_prefix="pictrace-duplicates") as pool,
            ThreadPoolExecutor(1, thread_name_prefix="pictrace-neighbours") as executor,
        ):
            found = self._next_batch(batch) if continues else None
            while found is not None:
                next_batch = executor.submit(self._next_batch, batch, found.ids)
                self._process(found, pool)
                # More than were counted, where some were added meanwhile.
                continues = self._report_progress(max(total, self._done))
                # Asked again when nothing was waiting: pictures may have been added while this batch was processed.
                found = (next_batch.result() or self._next_batch(batch)) if continues else None
        return DuplicatesReport(
            pictures=self._done,
            known=self._known,
            compared=self._compared,
            examined=self._examined,
            copies=self._copies,
            possible=self._possible,
            seconds=time.monotonic() - self._began,
            cancelled=not continues,
        )

    def _next_batch(self, most: int, in_progress: Sequence[int] = ()) -> _Batch | None:
        """The next waiting pictures and their candidates; None when none wait. in_progress : waiting still, left
        out."""
        # In this order: what another process has searched by the time that these are read as waiting is indexed.
        waiting = self._waiting(most + len(in_progress))
        known = set(in_progress)
        ids = tuple(id for id in waiting if id not in known)[:most]
        if not ids:
            return None
        self._index_searched()
        features = self._catalog.features(ids)
        self._refuse_another_network()
        pictures = self._reduction.reduce(
            [StoredPicture(id, one.vector, one.tile_vectors, np.sqrt(one.histogram)) for id, one in features.items()]
        )
        candidates: dict[int, dict[int, bool]] = defaultdict(dict)
        if pictures:
            for (id, other), confident in self._add_to_index(pictures).candidates(pictures).items():
                candidates[id][other] = confident
        local = {id: one.local for id, one in features.items()}
        others = {other for found in candidates.values() for other in found} | set(candidates)
        local |= self._catalog.duplicates.locals_of(sorted(others - set(local)))
        return _Batch(ids, candidates, local)

    def _waiting(self, most: int) -> tuple[int, ...]:
        """From the last position on, since skipping all searched pictures takes longer each time; from the beginning
        where none wait there, for those that were re-embedded meanwhile."""
        found = self._catalog.duplicates.waiting(self._none_up_to, most)
        if not found and self._none_up_to > 0:
            found = self._catalog.duplicates.waiting(0, most)
        if found:
            self._none_up_to = found[0] - 1
        return found

    def _process(self, found: _Batch, pool: ThreadPoolExecutor) -> None:
        """Examine these with their candidates, and store what is found."""
        examined = list(
            pool.map(lambda id: self._examine(id, found.candidates[id], found.local), list(found.candidates))
        )
        pairs = [pair for one in examined for pair in one.pairs]
        self._refuse_another_network()
        self._catalog.duplicates.store(self._made_by, found.ids, pairs)
        self._recorded.update(found.ids)
        self._done += len(found.ids)
        self._compared += sum(one.compared for one in examined)
        self._examined += sum(one.examined for one in examined)
        copies = sum(pair.verdict in COPY_VERDICTS for pair in pairs)
        self._copies += copies
        self._possible += len(pairs) - copies

    def _examine(self, id: int, candidates: dict[int, bool], local: dict[int, LocalFeatures]) -> Examined:
        self._priority.give_way()
        return self._examiner.examine(id, candidates, local)

    def _index_searched(self, report: Callable[[], bool] = lambda: True) -> bool:
        """Index every picture that was searched, by any process; False when `report` returned False."""
        if self._catalog.duplicates.searched_count() == len(self._recorded):
            return True
        after = 0
        while ids := self._catalog.duplicates.searched(after, READ_AT_ONCE):
            after = ids[-1]
            pictures = self._read([id for id in ids if id not in self._indexed])
            if pictures:
                self._add_to_index(pictures)
            # Also those that were removed a moment ago, or the count would never match.
            self._indexed.update(ids)
            self._recorded.update(ids)
            if not report():
                return False
        return True

    def _add_to_index(self, pictures: Sequence[ReducedPicture]) -> NeighbourIndex:
        if self._neighbours is None:
            self._neighbours = NeighbourIndex(
                self._sample() or pictures, self._catalog.count(), self._reduction.confident_cosine
            )
        unindexed = [picture for picture in pictures if picture.id not in self._indexed]
        if unindexed:
            self._neighbours.add(unindexed)
            self._indexed.update(picture.id for picture in unindexed)
        return self._neighbours

    def _sample(self) -> list[ReducedPicture]:
        """Pictures of the whole library, evenly spread."""
        ids = self._catalog.ids()
        return self._read(ids[:: max(1, len(ids) // SAMPLE)])

    def _read(self, ids: Sequence[int]) -> list[ReducedPicture]:
        pictures: list[ReducedPicture] = []
        for chunk in self._catalog.vectors(ids, READ_AT_ONCE):
            rows = {row.id: row for row in self._catalog.tile_vectors(chunk.ids.tolist())}
            self._refuse_another_network()
            stored = []
            for id, vector in zip(chunk.ids.tolist(), chunk.vectors, strict=True):
                row = rows.get(id)
                stored.append(
                    StoredPicture(id, vector, None, None)
                    if row is None
                    else StoredPicture(id, vector, row.tile_vectors, row.colours)
                )
            pictures += self._reduction.reduce(stored)
        return pictures

    def _refuse_another_network(self) -> None:
        """After reading vectors and before comparing them: vectors of two networks are not comparable."""
        if self._catalog.network() != self._network:
            raise LibraryError("The library was given another network meanwhile; look for duplicates once more.")

    def _report_progress(self, total: int) -> bool:
        if self._progress is None:
            return True
        progress = Progress(self._done, max(total, self._done), 0, 0, 0, time.monotonic() - self._began)
        return self._progress(progress) is not False
