"""What a file is, by its name and, where the name says nothing, by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto

from pictrace.imaging.formats import FORMATS, HEAD, recognise
from pictrace.imaging.unsupported_formats import EXTENSIONS as STRANGERS
from pictrace.types import ARCHIVES

__all__ = ["ARCHIVES", "HEAD", "Kind", "is_hidden", "kind_by", "kind_of", "looks_like_archive", "looks_like_picture"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Kind(Enum):
    """PICTURE: may be one. ARCHIVE: a zip. FOREIGN_ARCHIVE: packed some other way, so pictures in it would be lost
    silently if it were skipped. TABLE: names pictures. OTHER: a document, a sidecar or a film. UNKNOWN: look inside."""

    PICTURE = auto()
    ARCHIVE = auto()
    FOREIGN_ARCHIVE = auto()
    TABLE = auto()
    OTHER = auto()
    UNKNOWN = auto()


# Formats that PicTrace cannot decode count too (raw photos, layered and vector files): the person meant them as
# pictures, so each gets its reason in the list of failures instead of vanishing.
_PICTURES = STRANGERS.union(*(understood.extensions for understood in FORMATS.values()))
_FOREIGN_ARCHIVES = _words("rar 7z tar tgz tbz tbz2 txz cbr cb7 cbt lha lzh ace zipx")
# "a.tar.gz", and the first part of an archive that was cut into parts.
_FOREIGN_ENDING = re.compile(r"\.(tar\.(gz|bz2|xz|zst)|(zip|zipx|7z|rar|tar)\.0*1)$", re.IGNORECASE)
# Programs for comic books open what is inside, so many a zip is called cbr; zipx is zip with more methods.
_OFTEN_ZIP = _words("cbr cb7 cbt zipx")
_TABLES = _words("csv tsv json jsonl ndjson txt urls lst")
# Only to spare opening each of them, which costs a round trip on a network drive.
_OTHERS = _words(
    "xmp md rst log xml html htm css js py pdf doc docx odt rtf xls xlsx ods ppt pptx odp epub db sqlite lrcat aae "
    "ini yaml yml toml exe dll so mp4 m4v mov avi mkv webm mpg mpeg wmv mp3 wav flac aac ogg m4a gz bz2 xz icc icm"
)
# An archive's first bytes: of a member, or of the directory of an archive without members.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def kind_of(name: str) -> Kind:
    """What the file name alone says. A table counts as one only when the user names it; see `folder.walk`."""
    _, dot, extension = name.lower().rpartition(".")
    if not dot:
        return Kind.UNKNOWN
    if extension in _PICTURES:
        return Kind.PICTURE
    if extension in ARCHIVES:
        return Kind.ARCHIVE
    if extension in _FOREIGN_ARCHIVES or _FOREIGN_ENDING.search(name):
        return Kind.FOREIGN_ARCHIVE
    if extension in _TABLES:
        return Kind.TABLE
    return Kind.OTHER if extension in _OTHERS else Kind.UNKNOWN


def kind_by(name: str, head: Callable[[], bytes]) -> Kind:
    """What name and first bytes say: what begins as a zip and is called nothing, or a comic book of another packer, is
    one. head : asked where the name leaves it open."""
    kind = kind_of(name)
    if kind is not Kind.UNKNOWN and not _may_be_zip(name):
        return kind
    return Kind.ARCHIVE if looks_like_archive(head()) else kind


def _may_be_zip(name: str) -> bool:
    return name.lower().rpartition(".")[2] in _OFTEN_ZIP


def looks_like_picture(head: bytes) -> bool:
    """Whether the first `HEAD` bytes of a file are those of a format that PicTrace decodes."""
    return recognise(head) is not None


def looks_like_archive(head: bytes) -> bool:
    """Whether a file begins as a zip archive does."""
    return head.startswith(_ZIP)


def is_hidden(name: str) -> bool:
    """Names that systems leave behind and nobody means: dot files, caches of thumbnails, resource forks."""
    return name.startswith(".") or name.lower() in ("thumbs.db", "desktop.ini", "__macosx")
