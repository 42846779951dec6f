"""One of the two pictures of a pair, with all that its explanation uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pictrace.explanation.alignment import Size
from pictrace.types import Query, Record, UInt8Array


@dataclass(frozen=True, slots=True, eq=False)
class PairPicture:
    """working : (h, w, 3) uint8 RGB, long side at most 512. width, height : of the upright original.

    jpeg_quality : estimated, 1 to 100; None for other formats and where the file is not at hand.
    added_at : ISO 8601, UTC, when it came into the library; None for what is in none. metadata : as in `Record`.
    """

    working: UInt8Array
    width: int
    height: int
    byte_digest: str
    pixel_digest: str
    jpeg_quality: int | None = None
    added_at: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> Size:
        return self.width, self.height


def of_query(query: Query) -> PairPicture:
    """The picture of a query, or of the candidate of a comparison."""
    return PairPicture(
        working=query.working,
        width=query.width,
        height=query.height,
        byte_digest=query.byte_digest,
        pixel_digest=query.pixel_digest,
        jpeg_quality=query.jpeg_quality,
        metadata=query.metadata,
    )


def of_record(record: Record, working: UInt8Array, jpeg_quality: int | None = None) -> PairPicture:
    """A picture of a library, by its working picture (h, w, 3) uint8 RGB."""
    return PairPicture(
        working=working,
        width=record.width,
        height=record.height,
        byte_digest=record.byte_digest,
        pixel_digest=record.pixel_digest,
        jpeg_quality=jpeg_quality,
        added_at=record.added_at,
        metadata=record.metadata,
    )
