"""Where a picture is: the one place that knows how locations are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pictrace.types import fragments
from pictrace.types.byte_digest import ByteDigest
from pictrace.types.region import Region

_MEMBER = "!/"
_UPLOAD = "upload:"
_UPLOADED = re.compile(r"upload:([0-9a-f]{64})")
_URL = re.compile(r"https?://", re.IGNORECASE)
# Two letters at least: "C:" is a drive.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
# Comic books are zip archives of pictures. Other files that are packed as zip (EPUB, office documents, programs) are
# not: the pictures in them are parts of a page.
ARCHIVES = ("zip", "cbz")
# Where no file can be asked: a folder may be called "x!", so "!/" alone says nothing.
_ARCHIVE_NAMES = tuple(f".{extension}" for extension in ARCHIVES)


@dataclass(frozen=True, slots=True)
class SourceUri:
    r"""`/abs/a.jpg`, `C:\a.jpg`, `https://host/a.jpg`, `upload:<sha256>`, the first, second and last with `!/member`
    behind them, and each with `#page=2` and `#xywh=x,y,width,height` at the very end.

    file : a path, a URL as given, or `upload:<sha256>`. member : which file of the archive that `file` is.
    page : which picture of a file of several, counted from 1. region : a part of the picture.

    A name may look like any of these: a file may be called `scan#page=2`, a folder `x!`. So what is recorded is read
    by `recorded`, which knows; what a person gives is tried as it stands first, see `readings`.
    """

    file: str
    member: str | None = None
    page: int | None = None
    region: Region | None = None

    @classmethod
    def parse(cls, text: str) -> SourceUri:
        """As it is probably meant, judged by the text alone. A fragment of a URL is the URL's own."""
        if _URL.match(text.strip()):
            return cls(text)
        file, page, region = fragments.split(text)
        return replace(_archive_and_member(file), page=page, region=region)

    @classmethod
    def recorded(cls, uri: str, byte_digest: str) -> SourceUri:
        """A location and the digest of what was found there, which says whether a page or a part was meant."""
        meant = ByteDigest.parse(byte_digest)
        without_part = uri.removesuffix(fragments.joined("", None, meant.region))
        region = None if without_part == uri else meant.region
        file = without_part.removesuffix(fragments.joined("", meant.page, None))
        page = None if file == without_part else meant.page
        return replace(_archive_and_member(file), page=page, region=region)

    @classmethod
    def readings(cls, text: str) -> tuple[SourceUri, ...]:
        """What a text may mean, in the order in which to look: a file of just this name wins."""
        return tuple(dict.fromkeys((cls(text), cls.parse(text))))

    @classmethod
    def upload(cls, digest: str) -> SourceUri:
        """What was uploaded, by the SHA-256 of its bytes."""
        return cls(f"{_UPLOAD}{digest}")

    @property
    def whole(self) -> SourceUri:
        """The file or the member that this page or part is in."""
        return SourceUri(self.file, self.member)

    @property
    def is_url(self) -> bool:
        """An http or https address; others are never fetched."""
        return _URL.match(self.file.strip()) is not None

    @property
    def is_upload(self) -> bool:
        return self.file.startswith(_UPLOAD)

    @property
    def upload_digest(self) -> str | None:
        """Of the bytes that were uploaded; None for what is no upload, or no well-formed name of one."""
        found = _UPLOADED.fullmatch(self.file)
        return None if found is None else found[1]

    @property
    def scheme(self) -> str | None:
        """What stands before the first colon, where that is no drive of Windows."""
        found = _SCHEME.match(self.file)
        return None if found is None else found[1]

    def splits(self) -> Iterator[SourceUri]:
        """Every way to read the whole as an archive and a member of it, the shortest archive first.

        Only the files that are there tell which is right: `/a/x!/b.zip!/c.jpg` is in `b.zip` in a folder `x!`.
        """
        text = str(self.whole)
        at = text.find(_MEMBER, 1)
        while at > 0:
            yield SourceUri(text[:at], text[at + len(_MEMBER) :])
            at = text.find(_MEMBER, at + 1)

    def __str__(self) -> str:
        member = "" if self.member is None else f"{_MEMBER}{self.member}"
        return fragments.joined(f"{self.file}{member}", self.page, self.region)


def _archive_and_member(text: str) -> SourceUri:
    whole = SourceUri(text)
    if whole.is_url:
        return whole
    return next(
        (split for split in whole.splits() if split.is_upload or split.file.lower().endswith(_ARCHIVE_NAMES)), whole
    )
