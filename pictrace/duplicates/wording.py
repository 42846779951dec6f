"""What groups of duplicates say in plain words, the same on the pages and elsewhere."""

from __future__ import annotations

from pictrace.types import DuplicateKind, DuplicateMember, IdenticalFile, KeepReason, Verdict

KIND: dict[DuplicateKind, str] = {
    "identical": "Identical files",
    "copies": "Copies",
    "parts": "Parts",
    "possible": "To be checked",
}
# What a picture is to the one that is suggested to be kept.
_MEMBER: dict[Verdict, str] = {
    "same_file": "The same file",
    "same_picture": "The same picture",
    "resaved": "Saved again",
    "edited": "Edited",
    "part_of": "A part of the first",
    "contains": "Shows the first and more",
    "parts_in_common": "Has a part in common",
    "possible_copy": "Possibly a copy",
}
_FILE: dict[Verdict, str] = {"same_file": "the same, byte for byte", "same_picture": "the same, pixel for pixel"}
_OF_ANOTHER = "Found through another one here"
_REASON: dict[KeepReason, str] = {
    "shows_more": "it shows more",
    "more_pixels": "it has more pixels",
    "no_border": "it has no border",
    "finer_saved": "it is saved more finely",
    "camera_data": "it names a camera",
    "earlier_date": "it carries an earlier date",
    "added_first": "it came into the library first",
}


def label(member: DuplicateMember) -> str:
    """What a picture of a group is to the first of it: "Edited, mirrored"."""
    said = _OF_ANOTHER if member.verdict is None else _MEMBER.get(member.verdict, _OF_ANOTHER)
    return f"{said}, mirrored" if member.mirrored else said


def file_label(file: IdenticalFile) -> str:
    """What a file is to the first of its group; "" for the first itself."""
    return "" if file.verdict is None else _FILE[file.verdict]


def why_keep(reasons: tuple[KeepReason, ...]) -> str:
    """“it shows more and it has more pixels”, or "" where nothing speaks for it."""
    said = [_REASON[reason] for reason in reasons]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""
