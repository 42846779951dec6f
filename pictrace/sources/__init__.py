"""From what the user names to inputs: files, folders, zip archives, tables, URLs and uploads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pictrace.errors import PicTraceError
from pictrace.settings import Settings
from pictrace.sources import archive, folder, named, urls
from pictrace.sources.files import file_item, given_path, printable
from pictrace.sources.kinds import Kind, kind_of
from pictrace.sources.tables import read_table
from pictrace.sources.web_address import shown as shown_url
from pictrace.types import Failure, SourceItem, SourceUri

__all__ = ["expand", "local_item", "named", "read_table", "urls"]

ResolveUpload = Callable[[str], SourceItem | Failure]


def expand(
    sources: Iterable[str | Path], settings: Settings, *, resolve_upload: ResolveUpload | None = None
) -> Iterator[SourceItem | Failure]:
    """All inputs that the sources hold, one by one, in an order that stays the same; nothing is read yet.

    A source is a file, a folder (with all below it), a zip archive or one member of it ("/abs/a.zip!/member"), a
    table (CSV, TSV, JSON, JSON Lines), a text file with one URL a line, an http or https URL, or "upload:<sha256>",
    which `resolve_upload` turns into its item. What cannot be an input is a Failure with its sentence; nothing
    is raised. "#page=2" behind a name that no file has stands for the file before it, so that the location of a page
    that failed can be given again.

    A file that is named itself is an input whatever its extension: the decoder says why it is no picture. Inside a
    named folder of the settings, links and tables may not lead outside the named folders, whoever asks, because the
    page adds through this same function.
    """
    roots = tuple(os.path.realpath(root) for root in settings.folders)
    for source in sources:
        text = str(source)
        given = SourceUri.parse(text)
        if given.is_url:
            yield urls.url_item(text)
        elif given.upload_digest is not None or (given.is_upload and not os.path.lexists(text)):
            yield from _uploaded(given, settings, resolve_upload)
        else:
            yield from _local(text, settings, roots)


def local_item(uri: str, settings: Settings, *, resolve_upload: ResolveUpload | None = None) -> SourceItem | Failure:
    """The one input that a recorded uri stands for, without its page: a file, a member of an archive, or an upload or
    a member of one."""
    given = SourceUri.parse(uri)
    if given.is_upload:
        entries = {entry.uri: entry for entry in _upload(given.file, settings, resolve_upload)}
        return entries.get(uri) or entries.get(str(given.whole)) or _no_upload(uri)
    try:
        return file_item(os.path.abspath(uri), settings.limits)
    except PicTraceError as error:
        return archive.member_item(uri, settings.limits) or Failure(printable(uri), error.message)


def _uploaded(
    given: SourceUri, settings: Settings, resolve_upload: ResolveUpload | None
) -> Iterator[SourceItem | Failure]:
    """What an upload holds, or the one member that is meant."""
    if given.member is None:
        yield from _upload(given.file, settings, resolve_upload)
    else:
        yield local_item(str(given), settings, resolve_upload=resolve_upload)


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


def _no_upload(uri: str) -> Failure:
    return Failure(uri, f"{uri} is not among the uploads; upload the file again.")


def _local(text: str, settings: Settings, roots: Sequence[str]) -> Iterator[SourceItem | Failure]:
    if not text.strip() or "\0" in text:
        yield Failure(printable(text), f"{printable(text)!r} is no name of a file; name a file, a folder or a URL.")
        return
    path = given_path(text)
    shown = printable(path)
    limits = settings.limits
    inside = _roots_around(path, roots)
    kind = kind_of(os.path.basename(path))
    if inside and not folder.is_inside(path, inside):
        yield Failure(shown, f"{shown} leads outside the named folders; add what it leads to.")
    elif os.path.isdir(path):
        yield from folder.walk(path, limits, inside=inside)
    elif not os.path.lexists(path):
        yield from _within_a_file(path, text, settings, roots, inside)
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


def _within_a_file(
    path: str, text: str, settings: Settings, roots: Sequence[str], inside: Sequence[str]
) -> Iterator[SourceItem | Failure]:
    """What a path that no file has names in a file that is there: a member of an archive, or a page."""
    shown = printable(path)
    packed = next((split.file for split in SourceUri(path).splits() if os.path.isfile(split.file)), None)
    if packed is not None and inside and not folder.is_inside(packed, inside):
        yield Failure(shown, f"{shown} leads outside the named folders; add what it leads to.")
        return
    found = archive.member_item(path, settings.limits)
    meant = SourceUri.parse(path)
    whole = str(meant.whole)
    if meant.page is None or isinstance(found, SourceItem) or (packed is None and not os.path.lexists(whole)):
        yield found or Failure(*_why_missing(text, shown))
    else:
        yield from _local(whole, settings, roots)


def _roots_around(path: str, roots: Sequence[str]) -> Sequence[str]:
    """All the roots when the path is meant to be in one of them, as it is written or as it resolves; else none."""
    written = any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
    return roots if written or (roots and folder.is_inside(path, roots)) else ()


def _why_missing(text: str, shown: str) -> tuple[str, str]:
    """The uri and the sentence for something that no file is called."""
    scheme = SourceUri(text).scheme
    if scheme is not None:
        text = shown_url(text)  # a "data:" URL is as long as the picture in it
        return text, f"{text} begins with {scheme}:, which is not fetched; name a file or an http or https URL."
    return shown, f"{shown} is not there; check the path."
