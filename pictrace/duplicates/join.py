"""The search for duplicates within a library: every picture against those that are near it, a batch at a time.

What was looked at and what was found are written down together after each batch, so that an interruption of whatever
kind costs the batch at hand, and the next call goes on. Each batch is compared with all that was looked at before it
and with itself: so a later call looks at what is new, against all. While the evidence of one batch is gathered, what is
near the next one is looked up.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from pictrace.duplicates.examination import Examined, Examiner
from pictrace.duplicates.neighbours import Described, Look, Neighbourhood, Shortening
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
# Pictures of which most have copies take a fifth of a second each: in a small library somebody waits and watches.
BATCH_OF_FEW, FEW = 16, 2000
# How the vectors of a library lie is learned from so many of its pictures.
SAMPLE = 4000
READ_AT_ONCE = 512
# Raised when what is found would be found otherwise, so that libraries are looked at anew.
METHOD = 3


@dataclass(frozen=True, slots=True)
class Joiner:
    """threads : for the evidence; cv2 and FAISS release the GIL. batch : pictures that are written down together."""

    catalog: Catalog
    working: PictureStore
    priority: SearchPriority
    threads: int
    batch: int = BATCH

    def run(
        self, judge: Judge, ignored: Sequence[LocalFeatures], network: NetworkVersion, progress: ProgressCallback | None
    ) -> DuplicatesReport:
        """Look at every picture that was not looked at yet. Safe while others add, remove and search.

        Raises LibraryError when the library's network or verdicts change meanwhile: what was found before counts no
        more, and another call begins anew.
        """
        begun = self.catalog.duplicates.begin(made_by(self.catalog, judge))
        with one_blas_thread():
            return _Run(self, judge, ignored, network, progress, begun).run()


def made_by(catalog: Catalog, judge: Judge) -> str:
    """What the verdicts of pairs depend on, in a line: pairs that were found under another are not to be kept."""
    calibration = judge.calibration
    elements = ",".join(map(str, catalog.ignored.ids()))
    return f"{METHOD}; {judge.model.version}; {calibration.id}; {calibration.threshold:.6f}; ignored {elements}"


@dataclass(frozen=True, slots=True, eq=False)
class _LookedUp:
    """A batch of pictures. near : id → ids near it, True for those that key points alone do not rule out.

    local : key points by id, of all of them.
    """

    ids: tuple[int, ...]
    near: Mapping[int, dict[int, bool]]
    local: dict[int, LocalFeatures]


class _Run:
    """One call of `Joiner.run`.

    Two threads: one looks up what is near a batch, and alone touches the neighbourhood and what it holds; the caller's
    examines, writes down and tells.
    """

    def __init__(
        self,
        owner: Joiner,
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
        self._shortening = Shortening.of(
            projection_learning.read(owner.catalog, projection_learning.newest(owner.catalog, kind))
        )
        self._neighbourhood: Neighbourhood | None = None
        self._held: set[int] = set()
        # Of what is held, what stands in the catalogue as looked at.
        self._stored: set[int] = set()
        # Up to this id none waited when it was last asked.
        self._none_up_to = 0
        self._done = self._compared = self._examined = self._copies = self._possible = 0

    def run(self) -> DuplicatesReport:
        total = self._catalog.duplicates.waiting_count()
        batch = min(self._batch, BATCH_OF_FEW) if total < FEW else self._batch
        goes_on = self._tell(total) and self._catch_up(lambda: self._tell(total))
        with (
            ThreadPoolExecutor(self._threads, thread_name_prefix="pictrace-duplicates") as pool,
            ThreadPoolExecutor(1, thread_name_prefix="pictrace-neighbours") as ahead,
        ):
            found = self._look_up(batch) if goes_on else None
            while found is not None:
                following = ahead.submit(self._look_up, batch, found.ids)
                self._join(found, pool)
                # More than were counted, where some were added meanwhile.
                goes_on = self._tell(max(total, self._done))
                # Once more when nothing waited, since this batch took its time.
                found = (following.result() or self._look_up(batch)) if goes_on else None
        return DuplicatesReport(
            pictures=self._done,
            known=self._known,
            compared=self._compared,
            examined=self._examined,
            copies=self._copies,
            possible=self._possible,
            seconds=time.monotonic() - self._began,
            cancelled=not goes_on,
        )

    def _look_up(self, most: int, under_way: Sequence[int] = ()) -> _LookedUp | None:
        """The next pictures that wait, and what is near them; None when none do. under_way : are waiting still."""
        # In this order: whatever another process has looked at by the time that it sees these waiting is held.
        waiting = self._waiting(most + len(under_way))
        known = set(under_way)
        ids = tuple(id for id in waiting if id not in known)[:most]
        if not ids:
            return None
        self._catch_up()
        features = self._catalog.features(ids)
        self._refuse_another_network()
        looks = self._shortening.looks(
            [Described(id, one.vector, one.parts, np.sqrt(one.histogram)) for id, one in features.items()]
        )
        near: dict[int, dict[int, bool]] = defaultdict(dict)
        if looks:
            for (id, other), sure in self._hold(looks).near(looks).items():
                near[id][other] = sure
        local = {id: one.local for id, one in features.items()}
        others = {other for found in near.values() for other in found} | set(near)
        local |= self._catalog.duplicates.locals_of(sorted(others - set(local)))
        return _LookedUp(ids, near, local)

    def _waiting(self, most: int) -> tuple[int, ...]:
        """From where some waited the last time, since passing all that were looked at takes longer each time; from the
        beginning where none wait there, for those that were described anew meanwhile."""
        found = self._catalog.duplicates.waiting(self._none_up_to, most)
        if not found and self._none_up_to > 0:
            found = self._catalog.duplicates.waiting(0, most)
        if found:
            self._none_up_to = found[0] - 1
        return found

    def _join(self, found: _LookedUp, pool: ThreadPoolExecutor) -> None:
        """Examine these with what is near them, and write down what is found."""
        examined = list(pool.map(lambda id: self._examine(id, found.near[id], found.local), list(found.near)))
        pairs = [pair for one in examined for pair in one.pairs]
        self._refuse_another_network()
        self._catalog.duplicates.store(self._made_by, found.ids, pairs)
        self._stored.update(found.ids)
        self._done += len(found.ids)
        self._compared += sum(one.compared for one in examined)
        self._examined += sum(one.examined for one in examined)
        copies = sum(pair.verdict in COPY_VERDICTS for pair in pairs)
        self._copies += copies
        self._possible += len(pairs) - copies

    def _examine(self, id: int, near: dict[int, bool], local: dict[int, LocalFeatures]) -> Examined:
        self._priority.give_way()
        return self._examiner.examine(id, near, local)

    def _catch_up(self, tell: Callable[[], bool] = lambda: True) -> bool:
        """Hold every picture that was looked at, by whichever process; False when `tell` said stop."""
        if self._catalog.duplicates.joined_count() == len(self._stored):
            return True
        after = 0
        while ids := self._catalog.duplicates.joined(after, READ_AT_ONCE):
            after = ids[-1]
            looks = self._read([id for id in ids if id not in self._held])
            if looks:
                self._hold(looks)
            # Those too that were removed a moment ago, or the count would never agree.
            self._held.update(ids)
            self._stored.update(ids)
            if not tell():
                return False
        return True

    def _hold(self, looks: Sequence[Look]) -> Neighbourhood:
        if self._neighbourhood is None:
            self._neighbourhood = Neighbourhood(self._sample() or looks, self._catalog.count(), self._shortening.sure)
        fresh = [look for look in looks if look.id not in self._held]
        if fresh:
            self._neighbourhood.add(fresh)
            self._held.update(look.id for look in fresh)
        return self._neighbourhood

    def _sample(self) -> list[Look]:
        """Pictures of the whole library, evenly spread."""
        ids = self._catalog.ids()
        return self._read(ids[:: max(1, len(ids) // SAMPLE)])

    def _read(self, ids: Sequence[int]) -> list[Look]:
        looks: list[Look] = []
        for chunk in self._catalog.vectors(ids, READ_AT_ONCE):
            rows = {row.id: row for row in self._catalog.parts(chunk.ids.tolist())}
            self._refuse_another_network()
            described = []
            for id, vector in zip(chunk.ids.tolist(), chunk.vectors, strict=True):
                row = rows.get(id)
                described.append(
                    Described(id, vector, None, None) if row is None else Described(id, vector, row.parts, row.colours)
                )
            looks += self._shortening.looks(described)
        return looks

    def _refuse_another_network(self) -> None:
        """After reading vectors and before comparing them: two networks' have nothing to do with each other."""
        if self._catalog.network() != self._network:
            raise LibraryError(
                "The library was given another recognition model meanwhile; look for duplicates once more."
            )

    def _tell(self, total: int) -> bool:
        if self._progress is None:
            return True
        told = Progress(self._done, max(total, self._done), 0, 0, 0, time.monotonic() - self._began)
        return self._progress(told) is not False
