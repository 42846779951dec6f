"""What a library's verdicts are given by: its calibration, and the elements that it ignores."""

from __future__ import annotations

import threading

from pictrace import imaging, verdicts
from pictrace.errors import InvalidInput, LibraryUnusable
from pictrace.extraction import extract_pixel_features
from pictrace.imaging.cropping import inside
from pictrace.imaging.working_picture import WorkingPicture
from pictrace.matching import keypoints
from pictrace.settings import Settings
from pictrace.store import Artifact, Catalog
from pictrace.types import Calibration, DecodedPicture, IgnoredElement, LocalFeatures, RegionLike
from pictrace.verdicts.calibration import KIND, as_document, from_document

NAME = "an element"


class Verdicts:
    """Kept in the catalogue, so that every process that opens the library judges alike."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self._catalog = catalog
        self._settings = settings
        self._lock = threading.Lock()
        self._ignored: tuple[tuple[int, ...], tuple[LocalFeatures, ...]] = ((), ())

    def judge(self, backbone: str) -> verdicts.Judge:
        """What verdicts are given by now, for hits of the network of this name."""
        return verdicts.Judge(verdicts.shipped_model(), self.calibration(), backbone)

    def calibration(self) -> Calibration:
        """The newest one that was made under the present model and setting; the shipped one without such."""
        rate = self._settings.max_false_positive_rate
        newest = self._catalog.artifacts.latest(KIND)
        if newest is not None:
            found = _read(newest)
            if (found.model, found.max_false_positive_rate) == (verdicts.shipped_model().version, rate):
                return found
        return verdicts.shipped_calibration(verdicts.shipped_model(), rate)

    def keep(self, calibration: Calibration) -> Calibration:
        """The same with the id and the time that the catalogue gave it."""
        document = as_document(calibration)
        return _read(self._catalog.artifacts.put(KIND, document))

    def ignored(self) -> tuple[LocalFeatures, ...]:
        """Local features of the elements that are ignored now; read again only when they changed."""
        ids = self._catalog.ignored.ids()
        with self._lock:
            if ids != self._ignored[0]:
                self._ignored = (ids, tuple(stored.local for stored in self._catalog.ignored.stored()))
            return self._ignored[1]

    def ignore(self, decoded: DecodedPicture, region: RegionLike | None, name: str = "") -> IgnoredElement:
        """Remember a picture, or a part of it. Raises InvalidInput: outside, or too little detail to be found again."""
        kept = None if region is None else inside(region, decoded, "the picture")
        part = decoded if kept is None else imaging.cut(decoded, kept)
        working = WorkingPicture.of(part)
        local = extract_pixel_features(working.pixels, part.width, part.height).local
        if not keypoints.has_enough(local):
            where = "The picture" if kept is None else f"The region {kept}"
            raise InvalidInput(f"{where} shows too little detail to be found again; mark a larger part.")
        return self._catalog.ignored.add(name or NAME, local, working.jpeg)


def _read(artifact: Artifact) -> Calibration:
    try:
        return from_document(artifact.document, f"calibration-{artifact.id}", artifact.created_at)
    except (TypeError, ValueError, KeyError) as error:
        raise LibraryUnusable(
            f"The calibration {artifact.id} of this library is damaged ({error}); calibrate it again."
        ) from None
