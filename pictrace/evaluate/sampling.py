"""Which pictures of a library are tested with, and which others show the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pictrace.errors import InvalidInput
from pictrace.evaluate.judging import Judge
from pictrace.library import Library

# More than a search examines: one that is overlooked would count as a wrong copy in dozens of searches.
_VERSIONS_SOUGHT = 200


@dataclass(frozen=True, slots=True)
class Sampled:
    """A picture to test with. versions : it and all that the library may have of the same picture, by id."""

    id: int
    digest: str
    versions: frozenset[int]

    @property
    def seed(self) -> int:
        """Depends on what the picture shows and on nothing else."""
        return int(self.digest[:8], 16)


def sample_ids(library: Library, count: int, seed: int = 0) -> list[tuple[int, str]]:
    """Id and pixel digest of `count` pictures, or of all when there are fewer.

    The choice depends on the pictures and the seed alone, and adding pictures to the library changes only a few of
    it (bottom-k sampling), so that evaluations of a growing library stay comparable.
    Raises InvalidInput for an empty library or a count under 1.
    """
    if count < 1:
        raise InvalidInput(f"{count} pictures cannot be evaluated; ask for 1 or more.")
    records = library.records()
    if not records:
        raise InvalidInput("The library is empty; add pictures before evaluating with edits of them.")

    def place(digest: str) -> bytes:
        return hashlib.blake2b(f"{seed} {digest}".encode(), digest_size=16).digest()

    chosen = sorted(records, key=lambda record: place(record.pixel_digest))[:count]
    return [(record.id, record.pixel_digest) for record in chosen]


def versions_of(library: Library, id: int, judge: Judge) -> frozenset[int]:
    """The picture and everything near it that may be a copy of it.

    A real library holds edits and repeats. Finding one of those is no error, and in a search for a picture that is
    left out they would be copies that should not be there. Raises UnknownPicture, UnreadablePicture.
    """
    found = library.search_id(id, top=1, shortlist=_VERSIONS_SOUGHT)
    matches = found.rerank(found.weights, top=max(1, len(found.candidates))).matches
    return frozenset({id, *(match.id for match in matches if judge.suspects(match))})
