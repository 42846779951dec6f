"""What goes into the catalogue and what comes out of it, beside `pictrace.types`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pictrace.types import Features, Float32Array, Int64Array, SourceUri, TileVectors


@dataclass(frozen=True, slots=True)
class Location:
    """One place that a picture was seen at.

    uri : as `SourceUri` writes it.
    byte_digest : hex SHA-256 of the bytes found there, with "#page=N" behind it for page N of several.
    size, modified_ns : bytes and mtime of the file, None where unknown; equal to a file's own means unchanged.
    name : a file name to show to people.
    picture_id : the picture that was found there; None before it is stored.
    current : False once other bytes were found at this uri; it then stays in the picture's history only.
    reachable : False once the original was looked for here and not found, or found changed.
    """

    uri: str
    byte_digest: str
    size: int | None
    modified_ns: int | None
    name: str
    picture_id: int | None = None
    current: bool = True
    reachable: bool = True

    @property
    def source(self) -> SourceUri:
        """What the uri means; the digest tells a page from a file whose name looks like one."""
        return SourceUri.recorded(self.uri, self.byte_digest)


def by_trust(places: Iterable[Location]) -> list[Location]:
    """Where a picture is first, where it was after that.

    Of places that have it, the oldest is the one it is named by; an upload, which the library keeps for itself, comes
    after those that a person can open. Of those that had it, the newest comes first: a file that was moved to a drive
    that is unplugged now is rather there than where it lay before. `places`: oldest first.
    """
    listed = list(places)
    there = [place for place in listed if place.current and place.reachable]
    if len(there) > 1:
        there.sort(key=lambda place: place.source.is_upload)
    missing = [place for place in reversed(listed) if place.current and not place.reachable]
    return [*there, *missing, *(place for place in reversed(listed) if not place.current)]


@dataclass(frozen=True, slots=True, eq=False)
class NewPicture:
    """A picture with all that is stored of it. width, height : of the upright original in pixels."""

    byte_digest: str
    pixel_digest: str
    width: int
    height: int
    format: str
    byte_size: int
    metadata: Mapping[str, str]
    name: str
    location: Location
    features: Features


@dataclass(frozen=True, slots=True)
class Inserted:
    """What became of a NewPicture: its id, and whether it is new or was there already."""

    id: int
    is_new: bool


@dataclass(frozen=True, slots=True, eq=False)
class VectorChunk:
    """ids : (n,) int64, rising. vectors : (n, d) float32, row i belongs to ids[i], norm 1."""

    ids: Int64Array
    vectors: Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class TileRow:
    """What an index needs of one picture beside its vector. colours : (256,) float32, roots of the histogram, norm 1:
    their inner product is the Bhattacharyya coefficient of two histograms.
    """

    id: int
    colours: Float32Array
    tile_vectors: TileVectors


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The net effect of the changes after a sequence number.

    sequence : the number of the last change that is counted; ask for what follows it next time.
    added : (n,) int64, ids that were added and are still there, rising.
    removed : (n,) int64, ids that were removed, rising; also those added and removed since, because an index that read
        the rows in between has them.
    """

    sequence: int
    added: Int64Array
    removed: Int64Array
