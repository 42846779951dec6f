"""The Duplicates page."""

from __future__ import annotations

from pictrace.types import DuplicateKind
from pictrace.web.words.numbers import number, plural

TITLE = "Duplicates"
TEXT = (
    "The same picture twice within your library: in two files, saved again, resized, edited, mirrored. "
    "Alike is not enough."
)
NEVER_TITLE = "Nobody has looked for duplicates yet"
NONE_TITLE = "No duplicates found"
NONE_TEXT: dict[DuplicateKind, str] = {
    "identical": "No picture lies in two places.",
    "copies": "No two different pictures are versions of one picture.",
    "parts": "No picture is a part of another one.",
    "photographs": "No picture is a photograph of another one.",
    "possible": "There is nothing that you would have to check.",
}
RUNNING_TEXT = "What was found so far stands below. You can leave this page; the search goes on."
FIND = "Look for duplicates"
GO_ON = "Look at the new pictures"
AGAIN = "Look again"
OUTDATED_TITLE = "How sure answers are has changed since"
OUTDATED_TEXT = "What is shown here was found before. Looking again begins anew."
ONE_WAITING = "1 picture came since and was not looked at yet."
WAITING = "{count} pictures came since and were not looked at yet."
KIND_LABEL = "What to show"
KEEP = "Keep"
SUGGESTED = "This one is suggested."
KEEP_OF_PARTS = "Shows most"
COMPARE = "Compare"
REMOVE_OTHERS = "Remove the others"
REMOVE_TITLE = "Remove the others from the library?"
REMOVE_CONFIRM = "Yes, remove them from the library"
REMOVE_CANCEL = "Keep all"
PREVIOUS = "Previous"
NEXT = "Next"
HINTS: dict[DuplicateKind, str] = {
    "identical": "Each row is one picture and all files that it lies in. PicTrace keeps it once and touches no file: "
    "delete those that you can do without yourself, and they are gone from this list. A file that was uploaded is the "
    "library's own, and goes when you remove the picture.",
    "copies": "Each row is one picture in several versions. The first is a suggestion of what to keep.",
    "parts": "Each row is one picture, with those that show a part of it or lie in it. All are different pictures.",
    "photographs": "One is a photograph of the other, on paper or a screen, or both are of one flat thing. Neither can "
    "take the place of the other.",
    "possible": "Two pictures that much speaks for being copies, but not enough. Look at them yourself.",
}


def never_text(pictures: int) -> str:
    """What the first search takes."""
    return (
        f"PicTrace goes through {plural(pictures, 'picture')} and compares each with those that come near it: seconds "
        "for hundreds, minutes for tens of thousands. You can go on working, and stop and continue at any time."
    )


def summary(spare: int, groups: int) -> str:
    """Above the copies. spare : versions that could go."""
    return f"{plural(groups, 'picture')} in several versions; {plural(spare, 'version')} could go."


def summary_identical(files: int, size: str, groups: int) -> str:
    """Above the identical files. files, size : what could go."""
    return f"{plural(groups, 'picture')} in several files; {plural(files, 'file')}, {size}, could go."


def waiting(count: int) -> str:
    """Pictures that came after the last search."""
    return ONE_WAITING if count == 1 else WAITING.format(count=number(count))


def kind(name: str, count: int) -> str:
    """A kind of duplicates, with how many groups of it there are."""
    return f"{name} ({number(count)})"


def keep_because(why: str) -> str:
    """why : whole sentences, or ""."""
    return f"{SUGGESTED} {why}" if why else ""


def more(count: int) -> str:
    """Versions that are not shown."""
    return f"and {number(count)} more"


def facts(width: int, height: int, size: str) -> str:
    """A picture on its card."""
    return f"{number(width)} × {number(height)} · {size}"


def in_files(count: int) -> str:
    """In how many files a picture lies."""
    return plural(count, "file")


def shown(first: int, last: int, total: int) -> str:
    """Which groups are shown."""
    return f"{number(first)}–{number(last)} of {number(total)}"


def remove_text(count: int, kept: str) -> str:
    """Asked before the others of a group are removed."""
    return (
        f"{plural(count, 'picture')} will no longer be found by PicTrace; “{kept}” stays. "
        "Original files on your disk or on the web are not touched. Pictures that were uploaded here are kept nowhere "
        "else: of those, the file is deleted."
    )


def removed(count: int) -> str:
    """After that."""
    return f"{plural(count, 'picture')} removed from the library."
