"""Adding pictures, and how jobs are going."""

from __future__ import annotations

from pictrace.imaging import UNDERSTOOD
from pictrace.types import Progress
from pictrace.web.words.numbers import duration, number, plural

ADD_TITLE = "Add pictures"
ADD_TEXT = "Each picture is kept once, however often it is added. Originals in named folders stay where they are."
ADD_SOURCE_LABEL = "Where the pictures are"
ADD_FILES = "Files"
ADD_FOLDER = "Folder"
ADD_ZIP = "Zip archive"
ADD_WEB = "Web addresses"
ADD_TABLE = "Table"
ADD_NAMED = "Named folders"
ADD_BUTTON = "Add to the library"
ADD_HELP: dict[str, str] = {
    ADD_FILES: f"{UNDERSTOOD}. Each page of a TIFF counts as a picture.",
    ADD_FOLDER: "Everything in the folder and the folders in it. What cannot be read is listed with its reason.",
    ADD_ZIP: "The pictures in the archive (.zip or .cbz). The archive itself is kept in the library.",
    ADD_WEB: "One address a line. They are fetched together, a few at a time from each site.",
    ADD_TABLE: "A CSV or JSON table with a column “url”; its other columns are kept and can be searched. Or a text "
    "file with one address a line.",
    ADD_NAMED: "Folders on this computer that its owner has named. Nothing is uploaded: best for large collections.",
}
FILES_LABEL = "Drop files here, or choose them"
FOLDER_LABEL = "Drop a folder here, or choose one"
ZIP_LABEL = "Drop zip archives here, or choose them"
ADDRESSES_LABEL = "Addresses, one a line"
ADDRESSES_PLACEHOLDER = "https://example.org/photo.jpg"
TABLE_LABEL = "Drop a CSV or JSON table or a text file here, or choose one"
NAMED_NONE_TITLE = "No folder has been named yet"
NAMED_NONE_TEXT = (
    "Name folders where PicTrace is started, in the file pictrace.toml or in the environment, then restart:"
)
NAMED_EXAMPLE = 'folders = ["/home/me/Pictures", "/archive/scans"]\n\n# or: PICTRACE_FOLDERS=/home/me/Pictures make run'
NAMED_ROOT = "Named folder"
NAMED_OPEN = "Open a folder inside"
NAMED_UP = "One folder up"
NAMED_CHOOSE = "Choose…"
NAMED_ADD = "Add or rescan this folder"
NAMED_RESCAN_HELP = "Looks through the folder and all folders in it. Pictures that are already known take no time."
NOT_AN_ADDRESS_TITLE = "One line is no web address"
NO_ADDRESS = "Write an address first."
OPEN_TRACE = "Search now"
REMOVED_SINCE = "removed since"
JOBS_RECENT = "Added before"
STOP = "Stop"
STOPPING = "Stopping after this picture…"
LISTING = "Listing what there is…"
STARTING = "Starting…"
WAITING = "Waits for the one before it."
RESULT_LISTED = "What became of each"
SAME_AS = "same as {name}"
JOB_STATE: dict[str, str] = {
    "running": "under way",
    "done": "finished",
    "cancelled": "stopped",
    "failed": "did not finish",
    "interrupted": "interrupted",
}


def folder_content(folders: int, files: int) -> str:
    """What lies in a named folder."""
    return f"{plural(folders, 'folder')} and {plural(files, 'picture')} directly in it."


def keeping(count: int) -> str:
    """While uploads are written down."""
    return f"Keeping {plural(count, 'file')}…"


def not_an_address(line: str) -> str:
    """Which line has to be corrected."""
    return f"“{line}” does not begin with http:// or https://. Correct it or take it out."


def job_headline(name: str, state: str) -> str:
    """A job by its name, and what became of it."""
    return f"{name}: {JOB_STATE[state]}"


def job_result(state: str, added: int, known: int, failed: int, reason: str) -> str:
    """“stopped · 12 added · 3 already there”. reason : why it failed, else ""."""
    counts = counts_line(added, known, failed)
    if not reason:
        return f"{JOB_STATE[state]} · {counts}"
    return " · ".join((JOB_STATE[state], counts, reason) if added else (JOB_STATE[state], reason))


def progress_line(progress: Progress) -> str:
    """“212 of 1,204 · 14 a second · about 1 minute left”"""
    reached = (
        f"{number(progress.done)} of {number(progress.total)}" if progress.total else f"{number(progress.done)} so far"
    )
    parts = [reached]
    if progress.rate >= 0.1 and progress.done > 2:
        parts.append(f"{progress.rate:.1f} a second" if progress.rate < 10 else f"{progress.rate:.0f} a second")
        if progress.seconds_left is not None and progress.total != progress.done:
            parts.append(f"{duration(progress.seconds_left)} left")
    return " · ".join(parts)


def counts_line(added: int, known: int, failed: int) -> str:
    """“12 added · 3 already there · 1 could not be read”"""
    parts = [f"{number(added)} added"]
    if known:
        parts.append(f"{number(known)} already there")
    if failed:
        parts.append(f"{number(failed)} could not be read")
    return " · ".join(parts)
