"""From what the user names to inputs: files, folders, zip archives, tables, URLs and uploads."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pictrace.errors import PicTraceError
from pictrace.settings import Settings
from pictrace.sources import archive, folder, named, urls
from pictrace.sources.files import file_item, printable
from pictrace.sources.kinds import Kind, kind_of
from pictrace.sources.tables import read_table
from pictrace.sources.web_address import shown as shown_url
from pictrace.types import Failure, SourceItem

__all__ = ["expand", "local_item", "named", "read_table", "urls"]

ResolveUpload = Callable[[str], SourceItem | Failure]

_UPLOAD = "upload:"
# Two letters at least: "C:" is a drive.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")


def expand(
    sources: Iterable[str | Path], settings: Settings, *, resolve_upload: ResolveUpload | None = None
) -> Iterator[SourceItem | Failure]:
    """All inputs that the sources hold, one by one, in an order that stays the same; nothing is read yet.

    A source is a file, a folder (with all below it), a zip archive or one member of it ("/abs/a.zip!/member"), a
    table (CSV, TSV, JSON, JSON Lines), a text file with one URL a line, an http or https URL, or "upload:<sha256>",
    which `resolve_upload` turns into its item. What cannot be an input is a Failure with its sentence; nothing
    is raised.

    A file that is named itself is an input whatever its extension: the decoder says why it is no picture. Inside a
    named folder of the settings, links and tables may not lead outside the named folders, whoever asks, because the
    page adds through this same function.
    """
    roots = tuple(os.path.realpath(root) for root in settings.folders)
    for source in sources:
        text = str(source)
        if text.startswith(_UPLOAD):
            yield from _upload(text, settings, resolve_upload)
        elif urls.is_url(text):
            yield urls.url_item(text)
        else:
            yield from _local(text, settings, roots)


def local_item(uri: str, settings: Settings, *, resolve_upload: ResolveUpload | None = None) -> SourceItem | Failure:
    """The one input that a recorded uri stands for: a file, a member of an archive, or (of) an upload."""
    if uri.startswith(_UPLOAD):
        for entry in _upload(uri.partition(archive.SEPARATOR)[0], settings, resolve_upload):
            if entry.uri == uri:
                return entry
        return Failure(uri, f"{uri} is not among the uploads; upload the file again.")
    try:
        return file_item(os.path.abspath(uri), settings.limits)
    except PicTraceError as error:
        return archive.member_item(uri, settings.limits) or Failure(printable(uri), error.message)


def _upload(uri: str, settings: Settings, resolve_upload: ResolveUpload | None) -> Iterator[SourceItem | Failure]:
    if resolve_upload is None:
        yield Failure(uri, f"{uri} is an upload, and uploads are known to their library only; name a file.")
        return
    entry = resolve_upload(uri)
    kind = kind_of(entry.name) if isinstance(entry, SourceItem) else None
    if isinstance(entry, Failure) or entry.read is None:
        yield entry
    elif kind is Kind.ARCHIVE:
        yield from archive.upload_members(entry, settings.limits)
    elif kind is Kind.TABLE:
        try:
            yield from read_table(entry.read(), name=entry.name, allow_paths=False, limits=settings.limits)
        except PicTraceError as error:
            yield Failure(uri, error.message)
    else:
        yield entry


def _local(text: str, settings: Settings, roots: Sequence[str]) -> Iterator[SourceItem | Failure]:
    if not text.strip() or "\0" in text:
        yield Failure(printable(text), f"{printable(text)!r} is no name of a file; name a file, a folder or a URL.")
        return
    path = os.path.abspath(os.path.expanduser(text))
    shown = printable(path)
    limits = settings.limits
    inside = _roots_around(path, roots)
    kind = kind_of(os.path.basename(path))
    if inside and not folder.is_inside(path, inside):
        yield Failure(shown, f"{shown} leads outside the named folders; add what it leads to.")
    elif os.path.isdir(path):
        yield from folder.walk(path, limits, inside=inside)
    elif not os.path.lexists(path):
        yield archive.member_item(path, limits) or Failure(*_why_missing(text, shown))
    elif kind is Kind.ARCHIVE:
        yield from archive.members(path, limits)
    elif kind is Kind.FOREIGN_ARCHIVE:
        yield Failure(shown, archive.foreign(shown))
    else:
        try:
            if kind is Kind.TABLE:
                yield from read_table(Path(path), name=path, allow_paths=True, limits=limits, inside=inside)
            else:
                yield file_item(path, limits)
        except PicTraceError as error:
            yield Failure(shown, error.message)


def _roots_around(path: str, roots: Sequence[str]) -> Sequence[str]:
    """All the roots when the path is meant to be in one of them, as it is written or as it resolves; else none."""
    written = any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
    return roots if written or (roots and folder.is_inside(path, roots)) else ()


def _why_missing(text: str, shown: str) -> tuple[str, str]:
    """The uri and the sentence for something that no file is called."""
    scheme = _SCHEME.match(text)
    if scheme is not None:
        text = shown_url(text)  # a "data:" URL is as long as the picture in it
        return text, f"{text} begins with {scheme[1]}:, which is not fetched; name a file or an http or https URL."
    return shown, f"{shown} is not there; check the path."
