"""Places of one picture → groups of identical files, without looking at a pixel."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pictrace.store import Place
from pictrace.types import DuplicateGroup, DuplicateMember, IdenticalFile, Record, SourceUri


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files that one picture lies in; two at least, of which any could stay.

    The first is the easiest to find: a file of its own before a member of an archive, an upload or a URL, and a short
    path before a long one. Those with its very bytes follow it.
    """

    picture_id: int
    places: tuple[Place, ...]

    @property
    def spare(self) -> tuple[Place, ...]:
        """All files but the first, without uploads: those are the library's own, and nobody can delete them."""
        return tuple(place for place in self.places[1:] if not SourceUri.parse(place.file_uri).is_upload)

    @property
    def spare_bytes(self) -> int:
        return sum(place.size or 0 for place in self.spare)


def file_sets(places: Sequence[Place]) -> tuple[FileSet, ...]:
    """Those of most files first, then those that take most room, then those added first.

    places : by picture. A document of several pages counts once, for its first page, and only
    with the same document elsewhere: an empty page that many scans have in common makes no identical files.
    """
    found: list[FileSet] = []
    documents: set[tuple[str, ...]] = set()
    for id, of_picture in groupby(places, key=lambda place: place.picture_id):
        files, pages = _files(of_picture)
        if len(files) > 1:
            found.append(FileSet(id, _easiest_first(files)))
        for same in pages:
            # Two documents that are equal have all their pages in common, each a picture of its own.
            names = tuple(sorted(place.file_uri for place in same))
            if len(same) > 1 and names not in documents:
                documents.add(names)
                found.append(FileSet(id, _easiest_first(same)))
    return tuple(sorted(found, key=lambda some: (-len(some.places), -some.spare_bytes, some.picture_id)))


def links_among(sets: Iterable[FileSet]) -> frozenset[str]:
    """The files that are other names of a file beside them, by symbolic links, in them or in a folder above.

    Who deleted the file to keep the link would lose the picture.
    """
    links: set[str] = set()
    for some in sets:
        real = {place.file_uri: _without_links(place.file_uri) for place in some.places}
        # Of all names of a file its own stays, or the first where it is not among them.
        stays = {name: name if name in real else uri for uri, name in reversed(real.items())}
        links |= {uri for uri, name in real.items() if stays[name] != uri}
    return frozenset(links)


def of_files(some: FileSet, record: Record) -> DuplicateGroup:
    """The group that is shown for these files of one picture."""
    first = some.places[0]
    files = [IdenticalFile(first.file_uri, first.size, None)]
    files += [
        IdenticalFile(
            place.file_uri, place.size, "same_file" if place.file_digest == first.file_digest else "same_picture"
        )
        for place in some.places[1:]
    ]
    return DuplicateGroup("identical", (DuplicateMember(record, None, 1.0),), files=tuple(files))


def _easiest_first(places: Iterable[Place]) -> tuple[Place, ...]:
    # Not by when they were added: several threads look at the files of one folder, so that order is chance.
    ordered = sorted(places, key=lambda place: (not _is_plain(place.file_uri), len(place.file_uri), place.file_uri))
    return tuple(sorted(ordered, key=lambda place: place.file_digest != ordered[0].file_digest))


def _without_links(file_uri: str) -> str:
    if os.path.lexists(file_uri):
        return os.path.realpath(file_uri)
    archive = next((split for split in SourceUri(file_uri).splits() if os.path.isfile(split.file)), None)
    return str(replace(archive, file=os.path.realpath(archive.file))) if archive else file_uri


def _is_plain(uri: str) -> bool:
    source = SourceUri.parse(uri)
    return source.member is None and not source.is_upload and not source.is_url


def _files(places: Iterable[Place]) -> tuple[list[Place], list[list[Place]]]:
    """(whole files, pages by the digest of their document), each file once."""
    files: dict[str, Place] = {}
    documents: dict[str, dict[str, Place]] = {}
    for place in places:
        if place.is_page:
            documents.setdefault(place.file_digest, {}).setdefault(place.file_uri, place)
        else:
            files.setdefault(place.file_uri, place)
    return list(files.values()), [list(same.values()) for same in documents.values()]
