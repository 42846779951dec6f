"""The calibration of one library: a sample of its pictures, each searched for with itself left out."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence

from pictrace import imaging
from pictrace.errors import InvalidInput, UnknownPicture, UnreadablePicture
from pictrace.store import Catalog
from pictrace.store.files import PictureStore
from pictrace.types import Calibration, Candidate, Evidence, Progress, ProgressCallback, UInt8Array
from pictrace.verdicts import CopyModel, kind_of_copy, shipped_calibration, upper_bound
from pictrace.verdicts.calibration import pairs, shared_elements
from pictrace.verdicts.calibration.adjusting import Pair, adjust, adjusted, choose_threshold, reliability

# With none wrong of 300 the bound is 1 of 100; each costs about a third of a second.
DEFAULT_SAMPLE = 300
# With fewer pictures the shipped model stays as it is, and only the error rate is measured.
FEWEST_PICTURES = 50

Search = Callable[[int], Sequence[Candidate]]


class Calibrator:
    """Calibrates one catalogue.

    search : the examined hits of a search for a picture of the library, assessed by the shipped model; it finds
    itself too.
    """

    def __init__(self, catalog: Catalog, working: PictureStore, model: CopyModel, search: Search) -> None:
        self._catalog = catalog
        self._working = working
        self._model = model
        self._search = search

    def run(self, sample: int, max_false_positive_rate: float, progress: ProgressCallback | None = None) -> Calibration:
        """Measured and adjusted, not yet kept: its id is empty. `cancelled` when the callback said stop.

        sample : pictures to look at, spread over the library. Raises InvalidInput for fewer than one, or for an empty
        library.
        """
        if isinstance(sample, bool) or not isinstance(sample, int) or sample < 1:
            raise InvalidInput(f"{sample!r} pictures cannot be sampled; ask for 1 or more.")
        ids = self._catalog.ids()
        if not ids:
            raise InvalidInput("The library is empty; add pictures before calibrating.")
        chosen = [ids[place * len(ids) // min(sample, len(ids))] for place in range(min(sample, len(ids)))]
        tally = _Tally(self._model)
        started = time.monotonic()
        cancelled = False
        for place, id in enumerate(chosen):
            # One that was removed meanwhile, or whose working picture is lost, which verify() reports, is left out.
            with contextlib.suppress(UnknownPicture, UnreadablePicture):
                self._look_at(id, ids[(ids.index(id) + 1) % len(ids)], place, tally)
            if progress is not None:
                told = Progress(place + 1, len(chosen), 0, 0, 0, time.monotonic() - started, str(id))
                if progress(told) is False and place + 1 < len(chosen):
                    cancelled = True
                    break
        return tally.calibration(max_false_positive_rate, cancelled=cancelled)

    def _look_at(self, id: int, neighbour: int, place: int, tally: _Tally) -> None:
        record = self._catalog.record(id)
        source = pairs.Source(record, self._catalog.features([id])[id], self._pixels(record.pixel_digest))
        others = [candidate for candidate in self._search(id) if candidate.record.id != id]
        background = self._pixels(self._catalog.record(neighbour).pixel_digest)
        tally.pictures += 1
        tally.look_alikes(id, others)
        tally.found += shared_elements.findings(record, others)
        for made in pairs.copies(source, background, place):
            tally.pair(made, is_copy=True)
        tally.pair(pairs.other_shot(source, place), is_copy=False)

    def _pixels(self, digest: str) -> UInt8Array:
        return imaging.decode_jpeg(self._working.read(digest))


class _Tally:
    """What was seen of the sampled pictures so far."""

    def __init__(self, model: CopyModel) -> None:
        self.pictures = 0
        self.found: list[shared_elements.Finding] = []
        self._model = model
        self._pairs: list[Pair] = []
        self._duplicates: list[tuple[int, int]] = []
        # Of each search the hardest hit: its pair, the id searched for, the id found.
        self._hardest: list[tuple[Pair, int, int | None]] = []

    def pair(self, evidence: Evidence, *, is_copy: bool) -> None:
        self._pairs.append(Pair(self._model.log_odds(evidence), is_copy))

    def look_alikes(self, id: int, others: Sequence[Candidate]) -> None:
        hardest: tuple[Pair, int, int | None] = (Pair(None, False), id, None)
        for candidate in others:
            if is_saved_anew(candidate.evidence):
                self._duplicates.append((id, candidate.record.id))
                continue
            odds = self._model.log_odds(candidate.evidence)
            if odds is not None and (hardest[0].log_odds is None or odds > hardest[0].log_odds):
                hardest = (Pair(odds, False), id, candidate.record.id)
        self._hardest.append(hardest)
        self._pairs.append(hardest[0])

    def calibration(self, rate: float, *, cancelled: bool) -> Calibration:
        shipped = shipped_calibration(self._model, rate)
        is_enough = self.pictures >= FEWEST_PICTURES and not cancelled
        slope, intercept = adjust(self._pairs) if is_enough else (1.0, 0.0)

        def probability(pair: Pair) -> float:
            return adjusted(pair.log_odds, slope, intercept, self._model.unregistered)

        copies = [probability(pair) for pair in self._pairs if pair.is_copy]
        searches = [probability(pair) for pair, _, _ in self._hardest]
        threshold = choose_threshold(shipped.threshold, searches, copies, rate) if is_enough else shipped.threshold
        doubtful = [
            (id, other)
            for (pair, id, other), value in zip(self._hardest, searches, strict=True)
            if value >= threshold and other is not None
        ]
        return Calibration(
            id="",
            created_at="",
            model=self._model.version,
            slope=slope,
            intercept=intercept,
            threshold=threshold,
            max_false_positive_rate=rate,
            pictures=self.pictures,
            searches=len(searches),
            wrong=len(doubtful),
            error_rate=len(doubtful) / len(searches) if searches else None,
            error_bound=upper_bound(len(doubtful), len(searches)) if searches else None,
            made_copies=len(copies),
            found=sum(value >= threshold for value in copies),
            reliability=reliability(
                [probability(pair) for pair in self._pairs], [pair.is_copy for pair in self._pairs]
            ),
            duplicates=tuple(self._duplicates),
            doubtful=tuple(doubtful),
            shared=shared_elements.elements(self.found),
            adjusted=is_enough,
            cancelled=cancelled,
        )


def is_saved_anew(evidence: Evidence) -> bool:
    """Whether the two differ by nothing but saving, which the model is not asked: the whole of both, upright, in the
    same colours and light, to a few hundredths of a pixel. The next photograph of a burst is not."""
    registration = evidence.registration
    return (
        registration is not None
        and kind_of_copy(evidence) == "resaved"
        and registration.overhang < 0.002
        and registration.agreement > 0.995
        and registration.perspective < 0.05
        and registration.parallax < 0.1
        and registration.unevenness < 0.03
    )
