"""What a library's verdicts are given by: its calibration, and the elements that it ignores."""

from __future__ import annotations

import math
import threading

from pictrace import calibrating, evidence, images, verdicts
from pictrace.catalog import Artifact, Catalog
from pictrace.errors import InvalidInput, LibraryUnusable
from pictrace.settings import Settings
from pictrace.types import Calibration, IgnoredElement, LocalFeatures, UInt8Array

NAME = "an element"


class Verdicts:
    """Kept in the catalogue, so that every process that opens the library judges alike."""

    def __init__(self, catalog: Catalog, backbone: str, settings: Settings) -> None:
        self._catalog = catalog
        self._backbone = backbone
        self._settings = settings
        self._lock = threading.Lock()
        self._ignored: tuple[tuple[int, ...], tuple[LocalFeatures, ...]] = ((), ())

    def judge(self) -> verdicts.Judge:
        return verdicts.Judge(verdicts.MODEL, self.calibration(), self._backbone)

    def calibration(self) -> Calibration:
        """The newest one that was made under the present model and setting; the shipped one without such."""
        rate = self._settings.max_false_positive_rate
        newest = self._catalog.artifacts.latest(calibrating.KIND)
        if newest is not None:
            found = _read(newest)
            if (found.model, found.max_false_positive_rate) == (verdicts.MODEL.version, rate):
                return found
        return verdicts.shipped_calibration(verdicts.MODEL, rate)

    def keep(self, calibration: Calibration) -> Calibration:
        """The same with the id and the time that the catalogue gave it."""
        document = calibrating.as_document(calibration)
        return _read(self._catalog.artifacts.put(calibrating.KIND, document))

    def ignored(self) -> tuple[LocalFeatures, ...]:
        """Local features of the elements that are ignored now; read again only when they changed."""
        ids = self._catalog.ignored.ids()
        with self._lock:
            if ids != self._ignored[0]:
                self._ignored = (ids, tuple(stored.local for stored in self._catalog.ignored.stored()))
            return self._ignored[1]

    def ignore(
        self,
        pixels: UInt8Array,
        size: tuple[int, int],
        region: tuple[int, int, int, int] | None,
        name: str = "",
    ) -> IgnoredElement:
        """Remember a part of a picture. pixels : (h, w, 3) uint8 RGB at any size. size : (width, height) of the
        original, whose pixels the region counts. Raises InvalidInput: outside, or too little detail."""
        x, y, wide, high = (0, 0, *size) if region is None else region
        where = f"The region {x}, {y}, {wide} × {high}"
        if min(x, y) < 0 or min(wide, high) < 1 or x + wide > size[0] or y + high > size[1]:
            raise InvalidInput(
                f"{where} does not lie in the picture of {size[0]} × {size[1]} pixels; "
                "give x, y, width and height inside it."
            )
        across, down = pixels.shape[1] / size[0], pixels.shape[0] / size[1]
        rows = slice(math.floor(y * down), max(math.floor(y * down) + 1, math.ceil((y + high) * down)))
        columns = slice(math.floor(x * across), max(math.floor(x * across) + 1, math.ceil((x + wide) * across)))
        jpeg = images.encode_jpeg(images.working_picture(pixels[rows, columns].copy()))
        local = evidence.local_features(images.decode_jpeg(jpeg), wide, high)
        if not evidence.can_be_found(local):
            raise InvalidInput(f"{where} shows too little detail to be found again; mark a larger part.")
        return self._catalog.ignored.add(name or NAME, local, jpeg)


def _read(artifact: Artifact) -> Calibration:
    try:
        return calibrating.from_document(artifact.document, f"calibration-{artifact.id}", artifact.created_at)
    except (TypeError, ValueError, KeyError) as error:
        raise LibraryUnusable(
            f"The calibration {artifact.id} of this library is damaged ({error}); calibrate it again."
        ) from None
