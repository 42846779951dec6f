"""The collection: looking through it, removing, checking."""

from __future__ import annotations

from pictrace.web.words.numbers import number, plural

FILTER_LABEL = "Filter"
FILTER_PLACEHOLDER = "Name, place, caption, keyword…"
ORDER_LABEL = "Order"
ORDER_NAME: dict[str, str] = {"added": "Newest first", "name": "Name", "size": "Largest first", "format": "Format"}
NOTHING_FILTERED_TITLE = "No picture carries these words"
NOTHING_FILTERED_TEXT = "Try fewer letters, or clear the filter."
CLEAR_FILTER = "Clear the filter"
PREVIOUS = "Previous"
NEXT = "Next"
SELECT_ALL = "Select all on this page"
SELECT_NONE = "Clear the selection"
REMOVE = "Remove"
REMOVE_TITLE = "Remove from the library?"
REMOVE_CONFIRM = "Yes, remove"
REMOVE_CANCEL = "Keep"
GRID_LABEL = "Pictures in the library"
GRID_SELECT = "Select {name}"
GRID_SEARCH = "Search with {name}"
FAILURES_TITLE = "Could not be read"
FAILURES_TEXT = "These were asked for but are not in the library."
TRY_AGAIN = "Try again"
FORGET = "Forget these"
ABOUT_TITLE = "About this library"
ABOUT_PICTURES = "Pictures"
ABOUT_FAILURES = "Could not be read"
ABOUT_DISK = "Disk use"
ABOUT_PLACE = "Place"
ABOUT_NETWORK = "Network"
ABOUT_WEIGHTS = "Its weights come from"
ABOUT_ENGINE = "Search index"
VERIFY = "Check"
VERIFY_HELP = "Compares catalogue, kept pictures and search index, and looks whether the originals are still there."
REBUILD = "Rebuild"
REBUILD_HELP = (
    "Makes the search index anew from the catalogue, and kept pictures that were lost again from their originals. Kept "
    "pictures that belong to nothing in the catalogue are cleared away."
)
VERIFY_RUNNING = "Checking the library…"
REBUILD_RUNNING = "Rebuilding kept pictures and the search index…"
_WELL = "{checked} checked: all is well."
_FOUND = "{checked} checked: {found} found."
_UNREACHABLE = "{originals} can no longer be reached; the records stay."
_REBUILT = "The search index was made anew, with {pictures}."
_RESTORED = "{kept} that had been lost came back from the original."
_LOST = "{kept} could not be made again, because the original is not there either."
_SOME_FAILED = "{pictures}, {failures} could not be read"
COLUMN_INPUT = "Input"
COLUMN_OUTCOME = "Outcome"
COLUMN_REASON = "Reason"


def rebuilt(pictures: int, restored: int, lost: int) -> str:
    """What rebuilding did. restored, lost : kept pictures that were made again, or could not be."""
    said = [_REBUILT.format(pictures=plural(pictures, "picture"))]
    if restored:
        said.append(_RESTORED.format(kept=plural(restored, "kept picture")))
    if lost:
        said.append(_LOST.format(kept=plural(lost, "kept picture")))
    return " ".join(said)


def remove_text(count: int) -> str:
    """Asked before pictures are removed."""
    return (
        f"{plural(count, 'picture')} will no longer be found. Original files are not touched; "
        f"uploaded ones are kept nowhere else."
    )


def removed(count: int) -> str:
    """After that."""
    return f"{plural(count, 'picture')} removed."


def selected(count: int) -> str:
    """How many are selected."""
    return f"{number(count)} selected"


def shown(first: int, last: int, total: int) -> str:
    """Which pictures are shown."""
    return f"{number(first)}–{number(last)} of {number(total)}"


def verified(checked: int, problems: int, unreachable: int) -> str:
    """What checking found. unreachable : originals."""
    said = [
        (_FOUND if problems else _WELL).format(checked=plural(checked, "picture"), found=plural(problems, "problem"))
    ]
    if unreachable:
        said.append(_UNREACHABLE.format(originals=plural(unreachable, "original")))
    return " ".join(said)


def status(pictures: int, failures: int) -> str:
    """What the library holds."""
    said = plural(pictures, "picture")
    return _SOME_FAILED.format(pictures=said, failures=number(failures)) if failures else said


def page_of(page: int, count: int) -> str:
    """Which page is shown."""
    return f"Page {number(page)} of {number(count)}"


def tile_note(width: int, height: int, format: str, reachable: bool) -> str:
    """Below a picture of the grid."""
    note = f"{width} × {height} · {format}"
    return note if reachable else f"{note} · original gone"
