"""From what the user names to inputs: files, folders, zip archives, tables, URLs and uploads.

addresses.py      what may be connected to
archive.py        pictures inside zip archives
bounded_bytes.py  bytes collected within a limit
connections.py    HTTP sessions that reach only what `addresses` permits
content_coding.py how an HTTP body is packed
delimited.py      CSV and its kin
download.py       one URL to its bytes
files.py          one file of this machine
folder.py         every picture below a folder
host_slots.py     which host may be asked now
json_table.py     JSON and JSON Lines
kinds.py          what a file is
lists.py          a text file of URLs, one a line
named_folders.py  the folders that the page may browse
records.py        lines of a delimited text to records
response_body.py  the body of an HTTP answer
rows.py           what every kind of table is read into
sidecars.py       which files beside a picture belong to it
skipped.py        what is left out on purpose
tables.py         tables that name pictures, and lists
takeout_names.py  what Google Takeout calls the JSON that it lays beside a picture
targets.py        what a row or a line names
text_decoding.py  the bytes of a table as text
unpacking.py      the methods that members of a zip archive are packed with
urls.py           many URLs to bytes, as they come
web_address.py    text to the URL that is asked
zip_listing.py    the members of a zip archive
zip_member.py     one member of a zip archive
zip_names.py      members' names as text
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pictrace.errors import PicTraceError
from pictrace.settings import Settings
from pictrace.sources import archive, folder, named_folders, skipped, urls
from pictrace.sources.files import file_item, given_path, is_inside, is_written_inside, printable, read_head
from pictrace.sources.kinds import HEAD, Kind, kind_by
from pictrace.sources.tables import read_table
from pictrace.sources.web_address import shown as shown_url
from pictrace.types import Failure, SourceItem, SourceUri

__all__ = ["expand", "local_item", "named_folders", "read_table", "skipped", "urls"]

ResolveUpload = Callable[[str], SourceItem | Failure]


def expand(
    sources: Iterable[str | Path],
    settings: Settings,
    *,
    resolve_upload: ResolveUpload | None = None,
    note: skipped.Note = skipped.nowhere,
) -> Iterator[SourceItem | Failure]:
    """All inputs that the sources hold, one by one, in an order that stays the same; nothing is read yet.

    A source is a file, a folder (with all below it), a zip archive or one member of it ("/abs/a.zip!/member"), a
    table (CSV, TSV, JSON, JSON Lines), a text file with one URL a line, an http or https URL, or "upload:<sha256>",
    which `resolve_upload` turns into its item. What cannot be an input is a Failure with its sentence; nothing
    is raised. "#page=2" behind a name that no file has stands for the file before it, so that the location of a page
    that failed can be given again. `note` is told of what is left out on purpose below a source: trash and snapshot
    folders, and archives, folders and tables without pictures.

    A file that is named itself is an input whatever its extension: the decoder says why it is no picture. One whose
    extension says nothing is an archive when it begins as one. Inside a named folder of the settings, links and tables
    may not lead outside the named folders, whoever asks, because the page adds through this same function.
    """
    roots = tuple(os.path.realpath(root) for root in settings.folders)
    for source in sources:
        text = str(source)
        given = SourceUri.parse(text)
        if given.is_url:
            yield urls.url_item(text)
        elif given.upload_digest is not None or (given.is_upload and not os.path.lexists(text)):
            yield from _uploaded(text, given, settings, resolve_upload, note)
        else:
            yield from _local(text, settings, roots, note)


def local_item(uri: str, settings: Settings, *, resolve_upload: ResolveUpload | None = None) -> SourceItem | Failure:
    """The one input that a recorded uri stands for, without its page: a file, a member of an archive, or an upload or
    a member of one."""
    given = SourceUri.parse(uri)
    if given.is_upload:
        entry = _resolved(given.file, resolve_upload)
        if given.member is None or isinstance(entry, Failure):
            return Failure(uri, entry.reason) if isinstance(entry, Failure) else entry
        return _member_of_upload(uri, given.member, entry, settings)
    try:
        return file_item(os.path.abspath(uri), settings.limits)
    except PicTraceError as error:
        return archive.member_item(uri, settings.limits) or Failure(printable(uri), error.message)


def _resolved(uri: str, resolve_upload: ResolveUpload | None) -> SourceItem | Failure:
    if resolve_upload is None:
        return Failure(uri, f"{uri} is an upload, and uploads are known to their library only; name a file.")
    return resolve_upload(uri)


def _member_of_upload(uri: str, member: str, entry: SourceItem, settings: Settings) -> SourceItem | Failure:
    """A member may be called "scan#page=2": what has just this name wins."""
    written = uri.removeprefix(str(SourceUri(entry.uri, "")))
    found = archive.upload_member(entry, written, settings.limits)
    if isinstance(found, Failure) and written != member:
        found = archive.upload_member(entry, member, settings.limits)
    return found


def _uploaded(
    text: str, given: SourceUri, settings: Settings, resolve_upload: ResolveUpload | None, note: skipped.Note
) -> Iterator[SourceItem | Failure]:
    """What an upload holds, or the one member that is meant."""
    if given.member is not None:
        yield local_item(text, settings, resolve_upload=resolve_upload)
        return
    entry = _resolved(given.file, resolve_upload)
    if isinstance(entry, Failure) or entry.read is None:
        yield entry
        return
    trash = skipped.trash_around_upload(entry.name)
    if trash is not None:
        note(skipped.trash(trash))
        return
    kind = kind_by(entry.name, lambda: _head_of_upload(entry))
    if kind is Kind.ARCHIVE:
        yield from archive.upload_members(entry, settings.limits, note)
    elif kind is Kind.TABLE:
        try:
            found = read_table(entry.read(), name=entry.name, allow_paths=False, limits=settings.limits)
            yield from skipped.unless_empty(found, given.file, note)
        except PicTraceError as error:
            yield Failure(given.file, error.message)
    else:
        yield entry


def _head_of_upload(entry: SourceItem) -> bytes:
    if entry.path is not None:
        return read_head(entry.path)
    return entry.read()[:HEAD] if entry.read is not None else b""


def _local(text: str, settings: Settings, roots: Sequence[str], note: skipped.Note) -> Iterator[SourceItem | Failure]:
    if not text.strip() or "\0" in text:
        yield Failure(printable(text), f"{printable(text)!r} is no name of a file; name a file, a folder or a URL.")
        return
    path = given_path(text)
    shown = printable(path)
    limits = settings.limits
    inside = _roots_around(path, roots)
    if inside and not is_inside(path, inside):
        yield Failure(shown, f"{shown} leads outside the named folders; add what it leads to.")
    elif os.path.isdir(path):
        yield from folder.walk(path, limits, inside=inside, note=note)
    elif not os.path.lexists(path):
        yield from _within_a_file(path, text, settings, roots, inside, note)
    elif (kind := kind_by(os.path.basename(path), lambda: read_head(path))) is Kind.ARCHIVE:
        yield from archive.members(path, limits, note)
    elif kind is Kind.FOREIGN_ARCHIVE:
        yield Failure(shown, archive.foreign(shown))
    else:
        try:
            if kind is Kind.TABLE:
                found = read_table(Path(path), name=path, allow_paths=True, limits=limits, inside=inside)
                yield from skipped.unless_empty(found, shown, note)
            else:
                yield file_item(path, limits)
        except PicTraceError as error:
            yield Failure(shown, error.message)


def _within_a_file(
    path: str, text: str, settings: Settings, roots: Sequence[str], inside: Sequence[str], note: skipped.Note
) -> Iterator[SourceItem | Failure]:
    """What a path that no file has names in a file that is there: a member of an archive, or a page."""
    shown = printable(path)
    packed = any(os.path.isfile(split.file) for split in SourceUri(path).splits())
    found = archive.member_item(path, settings.limits, inside)
    meant = SourceUri.parse(path)
    whole = str(meant.whole)
    if meant.page is None or isinstance(found, SourceItem) or not (packed or os.path.lexists(whole)):
        yield found or Failure(*_why_missing(text, shown))
    else:
        yield from _local(whole, settings, roots, note)


def _roots_around(path: str, roots: Sequence[str]) -> Sequence[str]:
    """All the roots when the path is meant to be in one of them, as it is written or as it resolves; else none."""
    return roots if is_written_inside(path, roots) or (roots and is_inside(path, roots)) else ()


def _why_missing(text: str, shown: str) -> tuple[str, str]:
    """The uri and the sentence for something that no file is called."""
    scheme = SourceUri(text).scheme
    if scheme is not None:
        text = shown_url(text)  # a "data:" URL is as long as the picture in it
        return text, f"{text} begins with {scheme}:, which is not fetched; name a file or an http or https URL."
    return shown, f"{shown} is not there; check the path."
