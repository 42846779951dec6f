"""Pictures inside zip archives, read in place and never unpacked to disk."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain

from pictrace.errors import PicTraceError, UnreadablePicture, UnsupportedSource
from pictrace.imaging.metadata import MAX_SIDECAR
from pictrace.settings import Limits
from pictrace.sources import skipped, zip_names
from pictrace.sources.files import file_item, is_inside, printable
from pictrace.sources.kinds import Kind, looks_like_picture
from pictrace.sources.sidecars import NamesInFolders, Sidecar, may_be_sidecar
from pictrace.sources.unpacking import method_name, unpacker
from pictrace.sources.zip_listing import Listing
from pictrace.sources.zip_member import Archive, Member, head, read
from pictrace.system.byte_counts import in_words
from pictrace.types import Failure, SourceItem, SourceUri

__all__ = ["foreign", "member_item", "members", "upload_member", "upload_members"]

log = logging.getLogger(__name__)

_ENCRYPTED = 0x1
# Pictures that unpack to more than this and to so many times their archive are a bomb: what was drawn or scanned as
# BMP or TIFF packs to a tenth, to a hundredth where most of it is white.
_HARMLESS_BYTES = 1_000_000_000
_MOST_EXPANSION = 200


def members(path: str, limits: Limits, note: skipped.Note = skipped.nowhere) -> Iterator[SourceItem | Failure]:
    """The pictures of the archive at an absolute path; an unreadable archive, or a bomb, is one Failure.

    An item's uri is "/abs/a.zip!/folder/member.jpg", its size the declared one, its time that of the archive.
    note : told of what is left out.
    """
    try:
        archive = _at(path, limits)
    except UnsupportedSource as error:
        yield Failure(printable(path), error.message)
        return
    yield from _members(archive, limits, note)


def upload_members(
    upload: SourceItem, limits: Limits, note: skipped.Note = skipped.nowhere
) -> Iterator[SourceItem | Failure]:
    """The same of an archive that was uploaded; uris are "upload:<sha256>!/member"."""
    try:
        archive = _uploaded(upload)
    except UnreadablePicture as error:
        yield Failure(upload.uri, error.message)
        return
    yield from _members(archive, limits, note)


def member_item(uri: str, limits: Limits, inside: Sequence[str] = ()) -> SourceItem | Failure | None:
    """The item of "/abs/a.zip!/member", or None when the uri names no member of an archive that is there.

    inside : resolved folders that the archive must lie in; empty means anywhere.
    """
    split = next((split for split in SourceUri(uri).splits() if os.path.isfile(split.file)), None)
    if split is None:
        return None
    if inside and not is_inside(split.file, inside):
        return Failure(uri, f"{split.file} leads outside the named folders; add what it leads to.")
    try:
        return _one_member(_at(split.file, limits), split.member or "", uri, limits)
    except UnsupportedSource as error:
        return Failure(uri, error.message)


def upload_member(upload: SourceItem, wanted: str, limits: Limits) -> SourceItem | Failure:
    """The same of an archive that was uploaded. wanted : the member's name."""
    uri = str(SourceUri(upload.uri, wanted))
    try:
        return _one_member(_uploaded(upload), wanted, uri, limits)
    except UnreadablePicture as error:
        return Failure(uri, error.message)


def foreign(name: str) -> str:
    """The sentence for an archive that is no zip."""
    return f"{name} is an archive that is not read here; unpack it, or pack it as zip."


def _at(path: str, limits: Limits) -> Archive:
    item = file_item(path, limits)
    return Archive(path, path, item.size, item.modified_ns, path)


def _uploaded(upload: SourceItem) -> Archive:
    data = upload.read() if upload.path is None and upload.read is not None else b""
    return Archive(upload.uri, upload.name, upload.size, upload.modified_ns, upload.path, data)


def _members(archive: Archive, limits: Limits, note: skipped.Note) -> Iterator[SourceItem | Failure]:
    try:
        listing = archive.listing(limits)
    except UnreadablePicture as error:
        yield Failure(printable(archive.uri), error.message)
        return
    found: list[Member] = []
    trash: dict[str, None] = {}
    for name, info in listing.members.items():
        folder = skipped.trash_around(name)
        if folder is None:
            found.append(Member(archive, name, info))
        else:
            trash[folder] = None
    for folder in trash:
        note(skipped.trash(str(SourceUri(archive.uri, folder))))
    refusal = _why_a_bomb(archive.name, found, listing, limits)
    if refusal is not None:
        yield Failure(printable(archive.uri), refusal)
        return
    names = NamesInFolders(listing.members)
    entries = chain.from_iterable(_entry(member, listing, limits, names) for member in found)
    yield from entries if trash else skipped.unless_empty(entries, archive.uri, note)


def _why_a_bomb(name: str, found: list[Member], listing: Listing, limits: Limits) -> str | None:
    """The sentence for an archive whose pictures unpack to too much in all; what they declare is what is unpacked."""
    pictures = [member.info.file_size for member in found if member.kind in (Kind.PICTURE, Kind.UNKNOWN)]
    beside = [member.info.file_size for member in found if may_be_sidecar(member.name)]
    total = sum(size for size in pictures if size <= limits.max_bytes)
    total += sum(size for size in beside if size <= MAX_SIDECAR)
    if total > limits.max_archive_bytes:
        return (
            f"{name} holds {in_words(total)} of pictures, over the limit of {in_words(limits.max_archive_bytes)} "
            "for one archive; unpack it and add the folder, or raise max_archive_bytes."
        )
    if total > _HARMLESS_BYTES and total > _MOST_EXPANSION * listing.size:
        return (
            f"{name} has {in_words(listing.size)} and would unpack to {in_words(total)}, as an archive does that is "
            "made to do harm; if you trust it, unpack it and add the folder."
        )
    return None


def _one_member(archive: Archive, wanted: str, uri: str, limits: Limits) -> SourceItem | Failure:
    try:
        listing = archive.listing(limits)
    except UnreadablePicture as error:
        return Failure(uri, error.message)
    # Libraries of before may have recorded a name as it stood in the archive.
    for name in dict.fromkeys((wanted, zip_names.plain(wanted))):
        if name in listing.members:
            names = NamesInFolders(listing.members)
            for entry in _entry(Member(archive, name, listing.members[name]), listing, limits, names):
                return entry
    return Failure(uri, f"{archive.name} has no picture {wanted}; add the archive again.")


def _beside(member: Member, listing: Listing, names: NamesInFolders) -> tuple[Sidecar, ...]:
    """The sidecars of a member, read. One that cannot be read is left out, with a line in the log."""
    found: list[Sidecar] = []
    for name in names.of(member.name):
        sidecar = Member(member.archive, name, listing.members[name])
        if sidecar.info.flag_bits & _ENCRYPTED or not listing.holds(sidecar.info):
            continue
        try:
            found.append((name, read(sidecar, MAX_SIDECAR)))
        except PicTraceError as error:
            log.info("%s is left out beside %s: %s", name, member.uri, error.message)
    return tuple(found)


def _entry(member: Member, listing: Listing, limits: Limits, names: NamesInFolders) -> Iterator[SourceItem | Failure]:
    info, uri, kind = member.info, member.uri, member.kind
    if kind in (Kind.OTHER, Kind.TABLE):
        return
    if kind in (Kind.ARCHIVE, Kind.FOREIGN_ARCHIVE):
        yield Failure(uri, f"{uri} is an archive inside an archive, which is not opened; unpack the outer one.")
    elif info.flag_bits & _ENCRYPTED:
        yield Failure(uri, f"{uri} is encrypted; unpack the archive with its password and add the folder.")
    elif not listing.holds(info):
        yield Failure(uri, f"{uri} is not in its archive, which is cut off or damaged; get a complete copy.")
    elif unpacker(info.compress_type, 0) is None:
        what = f"is packed with a rare method ({method_name(info.compress_type)})"
        yield Failure(uri, f"{uri} {what}; pack the archive again as ordinary zip, or unpack it and add the folder.")
    elif kind is Kind.PICTURE or looks_like_picture(head(member)):
        yield SourceItem(
            uri=uri,
            name=member.last_name,
            size=info.file_size,
            modified_ns=member.archive.modified_ns,
            read=partial(read, member, limits.max_bytes),
            sidecars=partial(_beside, member, listing, names),
        )
