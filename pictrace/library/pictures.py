"""Pixels, features and bytes of a library's pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pictrace import imaging
from pictrace.library.resources import LibraryResources
from pictrace.search.query import stored_picture
from pictrace.search.query_source import QuerySource, decode_source
from pictrace.types import DecodedPicture, Features, UInt8Array


class Pictures(LibraryResources):
    """Pictures of the library, as kept and as they were added."""

    def working_path(self, id: int) -> Path:
        """The JPEG of at most 512 px that is kept of a picture. Raises UnknownPicture."""
        with self._in_use():
            return self._working.path(self._catalog.record(id).pixel_digest)

    def working_picture(self, id: int) -> UInt8Array:
        """The same as (h, w, 3) uint8 RGB. Raises UnknownPicture, or UnreadablePicture when the file is gone."""
        with self._in_use():
            return imaging.decode_jpeg(self._working.read(self._catalog.record(id).pixel_digest))

    def picture(self, id: int) -> DecodedPicture:
        """The pixels of a picture, (H, W, 3) uint8 RGB: of its original when that can be reached, else of what is kept.

        `reduced` is True for the latter. URLs are not fetched. Raises UnknownPicture, or UnreadablePicture when both
        are gone.
        """
        with self._in_use():
            return self._decoded(id)

    def features(self, id: int) -> Features:
        """What is stored of a picture for matching. Raises UnknownPicture."""
        with self._in_use():
            return self._catalog.features([self._catalog.record(id).id])[id]

    def original(self, id: int) -> bytes | None:
        """The original's bytes from the first location on this machine that still has them, else None.

        Marks the locations as reachable or not; the record stays in any case. URLs are not fetched.
        """
        with self._in_use():
            original = self._originals.read(self._catalog.record(id))
            return None if original is None else original.data

    def is_reachable(self, id: int) -> bool | None:
        """Whether an original is there now, without reading it; None when only URLs are known, which are not asked.

        Raises UnknownPicture.
        """
        with self._in_use():
            return self._originals.look_for(self._catalog.record(id))

    def _decoded(self, source: int | QuerySource) -> DecodedPicture:
        if isinstance(source, (int, np.integer)):
            record = self._catalog.record(int(source))
            return stored_picture(record, self._originals, self._working, self.settings.limits)
        return decode_source(source, self.settings)[1]
