"""What groups of duplicates say in plain words, the same on the pages and elsewhere."""

from __future__ import annotations

from pictrace.types import DuplicateKind, DuplicateMember, IdenticalFile, KeepReason
from pictrace.verdicts.verdict_words import WORDS

KIND: dict[DuplicateKind, str] = {
    "identical": "Identical files",
    "copies": "Copies",
    "parts": "Parts",
    "photographs": "Photographs of another",
    "possible": "To be checked",
}
_OF_ANOTHER = "Found through another one here"
_MIRRORED = "{said}, mirrored"
_REASON: dict[KeepReason, str] = {
    "shows_more": "It shows more.",
    "more_pixels": "It has more pixels.",
    "no_border": "It has no border.",
    "finer_saved": "It is saved more finely.",
    "camera_data": "It names a camera.",
    "earlier_date": "It carries an earlier date.",
    "added_first": "It came into the library first.",
}


def label(member: DuplicateMember) -> str:
    """What a picture of a group is to the first of it: "Edited, mirrored"."""
    said = _OF_ANOTHER if member.verdict is None else WORDS[member.verdict].in_group or _OF_ANOTHER
    return _MIRRORED.format(said=said) if member.mirrored else said


def file_label(file: IdenticalFile) -> str:
    """What a file is to the first of its group; "" for the first itself."""
    return "" if file.verdict is None else WORDS[file.verdict].identical_file


def why_keep(reasons: tuple[KeepReason, ...]) -> str:
    """“It shows more. It has more pixels.”, or "" where nothing speaks for it."""
    return " ".join(_REASON[reason] for reason in reasons)
