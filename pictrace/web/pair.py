"""Two pictures and what they have in common: all that the evidence views need, whether a library is there or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pictrace import imaging
from pictrace.explanation import photometric_change
from pictrace.library import Library
from pictrace.matching.ranking import Comparison, SearchResult
from pictrace.search import comparison
from pictrace.types import Evidence, Explanation, Float64Array, Match, Query, UInt8Array, Verdict
from pictrace.web import current, shown


@dataclass(frozen=True, slots=True, eq=False)
class PairPicture:
    """One of the two.

    name : for people. width, height : of the upright original, in whose pixels points are. shows : names its pixels.
    working : (h, w, 3) uint8 RGB, long side at most 512. load : the same as large as it can be had; it may raise
    UnreadablePicture.
    """

    name: str
    width: int
    height: int
    shows: str
    working: UInt8Array
    load: Callable[[], UInt8Array]

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the original."""
        return self.width, self.height

    @staticmethod
    def of(query: Query, name: str, load: Callable[[], UInt8Array]) -> PairPicture:
        """A described picture, as searches and comparisons have it. load : gives all its pixels."""
        return PairPicture(name, query.width, query.height, f"{query.pixel_digest} given", query.working, load)

    def address(self) -> str:
        """Where its view of at most 1,600 pixels is."""
        return shown.views().address(f"picture {self.shows}", lambda: imaging.encode_jpeg(self.view()))

    def view(self) -> UInt8Array:
        """(h, w, 3) uint8 RGB, long side at most 1,600. Raises UnreadablePicture."""
        return imaging.shrunk(self.load(), long_side=shown.LARGEST)


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """query, candidate : the two pictures. evidence : what was found in common, homographies query → candidate.
    verdict : what that makes of them.

    explain : tells the story of the two, in a moment.
    """

    query: PairPicture
    candidate: PairPicture
    evidence: Evidence
    verdict: Verdict
    explain: Callable[[], Explanation]

    @property
    def shows(self) -> str:
        """Names the pair and what is known of it."""
        placed = "" if self.homography is None else self.homography.tobytes().hex()
        return f"{self.query.shows} {self.candidate.shows} {self.verdict} {placed}"

    @property
    def homography(self) -> Float64Array | None:
        """How the candidate lies on the query, as exactly as is known; None when it could not be laid on it."""
        registration = self.evidence.registration
        return self.evidence.keypoints.homography if registration is None else registration.homography

    @property
    def mirrored(self) -> bool:
        """Whether left and right are exchanged between the two."""
        registration = self.evidence.registration
        return self.evidence.keypoints.mirrored if registration is None else registration.mirrored

    def toned(self, picture: UInt8Array) -> UInt8Array:
        """A picture (h, w, 3) uint8 RGB of the candidate with the query's light and dark: inverted where one is a
        negative of the other."""
        registration = self.evidence.registration
        negative = registration is not None and registration.negative
        return photometric_change.negative_of(picture) if negative else picture


def found_pair(library: Library, result: SearchResult, name: str, given: str | int, match: Match) -> Pair:
    """The query of a search and one of its candidates.

    name : of the query. given : what it was searched with, a digest of the query cache or the id of a library picture.
    Raises UnreadablePicture when the hit's working picture is gone.
    """
    query, record = result.query, match.record
    return Pair(
        PairPicture.of(query, name, lambda: _query_pixels(library, query, name, given)),
        PairPicture(
            name=record.name,
            width=record.width,
            height=record.height,
            # A hit whose original comes back is shown sharp again.
            shows=f"{record.pixel_digest} {'original' if record.reachable else 'kept'}",
            working=library.working_picture(record.id),
            load=lambda: library.picture(record.id).pixels,
        ),
        match.evidence,
        match.verdict,
        lambda: library.explain(result, match.id),
    )


def compared_pair(
    library: Library, found: Comparison, names: tuple[str, str], given: tuple[str | int, str | int]
) -> Pair:
    """Two compared pictures; names and given as in `found_pair`, of both."""
    query, candidate = (
        PairPicture.of(picture, name, _loader(library, picture, name, one))
        for picture, name, one in zip((found.query, found.candidate), names, given, strict=True)
    )
    return Pair(query, candidate, found.evidence, found.assessment.verdict, lambda: comparison.explain(found))


def _loader(library: Library, query: Query, name: str, given: str | int) -> Callable[[], UInt8Array]:
    return lambda: _query_pixels(library, query, name, given)


def _query_pixels(library: Library, query: Query, name: str, given: str | int) -> UInt8Array:
    if isinstance(given, int):
        decoded = library.picture(given)
    else:
        data = current.queries().get(given)
        if data is None:  # forgotten meanwhile
            return query.working
        decoded = imaging.decode(data, name=name, limits=library.settings.limits)
    return decoded.pixels if query.region is None else imaging.cut(decoded, query.region).pixels
