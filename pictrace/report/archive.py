"""A report as one zip: report.html, report.json, the pictures, and SHA256SUMS, by which any change is noticed."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from pictrace.errors import PicTraceError, UnreadableReport
from pictrace.report.copies import FOLDER
from pictrace.settings import Limits
from pictrace.sources.zip_listing import list_members
from pictrace.sources.zip_names import name_of

PAGE, FIGURES, SUMS = "report.html", "report.json", "SHA256SUMS"
_PICTURE = re.compile(rf"{FOLDER}/(query|candidate)(\.[a-z0-9]{{2,4}})?")
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
# What a report of two pictures can hold; the pictures themselves have the limit of the settings.
_MOST_FILES = 5
_MOST_TEXT_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Unpacked:
    """files : by name, without the list of checksums. wrong : names of files that are not as the list says, or not in
    it, or in it and not there."""

    files: Mapping[str, bytes]
    wrong: tuple[str, ...]


def pack(files: Mapping[str, bytes], made_at: str) -> bytes:
    """The zip of these files, each with the time of the report, and the list of their checksums at the end."""
    when = datetime.fromisoformat(made_at).timetuple()[:6]
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in {**files, SUMS: sums}.items():
            info = zipfile.ZipInfo(name, when)
            info.external_attr = 0o644 << 16
            # Pictures are packed already.
            info.compress_type = zipfile.ZIP_STORED if name.startswith(f"{FOLDER}/") else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


def unpack(data: bytes, name: str, limits: Limits) -> Unpacked:
    """The files of a report, in memory; nothing is written anywhere.

    Raises UnreadableReport for what is no zip, holds what no report holds, or would unpack to too much.
    """
    try:
        with io.BytesIO(data) as file:
            members = {name_of(info): info for info in list_members(file, name, 2 * _MOST_FILES).entries}
            _check(members, name, limits)
            with zipfile.ZipFile(file) as archive:
                files = {member: archive.read(info) for member, info in members.items()}
    except UnreadableReport:
        raise
    except (PicTraceError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise UnreadableReport(f"{name} is no zip, or is cut off or damaged; get the report again.") from None
    listed = _listed(files.pop(SUMS))
    found = {member: hashlib.sha256(content).hexdigest() for member, content in files.items()}
    wrong = sorted(member for member in {*listed, *found} if listed.get(member) != found.get(member))
    return Unpacked(files, tuple(wrong))


def _check(members: Mapping[str, zipfile.ZipInfo], name: str, limits: Limits) -> None:
    for member, info in members.items():
        if member not in (PAGE, FIGURES, SUMS) and not _PICTURE.fullmatch(member):
            shown = PurePosixPath(member).name[:80].encode("unicode_escape").decode()
            raise UnreadableReport(f"{name} holds a file that belongs to no report, {shown!r}; it is not opened.")
        # Of the other methods zipfile unpacks a block of any size at once.
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableReport(f"{name} is packed in another way than reports are; it is not opened.")
        most = limits.max_bytes if _PICTURE.fullmatch(member) else _MOST_TEXT_BYTES
        if info.file_size > most:
            raise UnreadableReport(
                f"{name} would unpack to {info.file_size:,} bytes in one file, over the limit of {most:,}; "
                "it is not opened."
            )
    missing = [needed for needed in (PAGE, FIGURES, SUMS) if needed not in members]
    if missing:
        raise UnreadableReport(f"{name} is no report of PicTrace: it has no {missing[0]}.")


def _listed(sums: bytes) -> dict[str, str]:
    found = (_LINE.fullmatch(line) for line in sums.decode("utf-8", "replace").splitlines())
    return {line.group(2): line.group(1) for line in found if line is not None}
