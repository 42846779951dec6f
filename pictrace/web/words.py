"""Every word that the pages say. Views hold no prose; translators and editors need only this file, and for what a
verdict says `pictrace/verdicts/wording.py`, which the command line shares.

Plain speech: channels, weights, shortlist, inliers and backbone have everyday names here, and only here.
No word says which of two pictures came first, or how a picture came to be: that is for the reader to judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pictrace import backbones
from pictrace.errors import (
    BackboneMismatch,
    FetchError,
    LibraryError,
    MissingPackage,
    PicTraceError,
    PictureTooLarge,
    UnreadablePicture,
    WeightsUnavailable,
)
from pictrace.evaluate import Estimate, Hurt, Kept, Subject, Trend, WeakPlace
from pictrace.fitting import FitReport
from pictrace.types import (
    Calibration,
    Channel,
    Failure,
    KeypointEvidence,
    Mode,
    Progress,
    StructureEvidence,
    Verdict,
)
from pictrace.verdicts import wording

# ---------------------------------------------------------------- names

PRODUCT = "PicTrace"
TRACE = "Trace"
ADD = "Add pictures"
LIBRARY = "Library"
EVALUATE = "Evaluate"

CHANNEL: dict[Channel, str] = {
    "cosine": "Overall look",
    "keypoints": "Matching details",
    "structure": "Lines up",
    "colour": "Colours",
}
CHANNEL_HELP: dict[Channel, str] = {
    "cosine": "What the picture shows as a whole. Finds pictures of the same kind of thing.",
    "keypoints": "Small details found in both pictures at places that agree. Finds copies and crops.",
    "structure": "How well light and dark coincide once one picture is laid over the other.",
    "colour": "How alike the colours are, wherever they are in the picture.",
}
NOT_COUNTED = "not enough detail, not counted"
NOT_COUNTED_SHORT = "–"

WHAT_COUNTS = "What counts most"
COPIES = "Find copies"
LOOKALIKES = "Find look-alikes"
CLASSIC = "Classic PicTrace"
MINE = "Mine"
PRESETS_LABEL = "Preset"
ALL_ZERO = "All four are at zero, so nothing counts. Raise one of them."
RESULTS_SHOWN = "Results"
RESULTS_HELP = "How many of the best matches are shown, 1 to 100."
MODE = "Search"
MODE_NAME: dict[Mode, str] = {"fast": "Fast", "thorough": "Thorough"}
MODE_HELP = (
    "Thorough also turns your picture, looks at smaller parts of it and checks three times as many candidates; "
    "it takes up to three times as long."
)
CANDIDATES = "Candidates checked"
CANDIDATES_HELP = (
    "How many of the most alike pictures are compared in detail. More finds harder cases and takes longer."
)

# ---------------------------------------------------------------- asking

ASK_TITLE = "Where does this picture come from?"
ASK_TEXT = "Give PicTrace a picture. It looks for copies, crops, edits and look-alikes in your library, and shows why."
SOURCE_LABEL = "How to give the picture"
FROM_FILE = "Upload"
FROM_CLIPBOARD = "Paste"
FROM_CAMERA = "Camera"
FROM_WEB = "Web address"
FROM_LIBRARY = "From the library"
UPLOAD_LABEL = "Drop a picture here, or choose a file"
PASTE_TEXT = "Click here, then press Ctrl+V (⌘V on a Mac)"
PASTE_BUTTON = "Paste from the clipboard"
PASTE_NOTHING = "There is no picture on the clipboard. Copy one, then paste again."
PASTE_DENIED = "The browser did not allow reading the clipboard. Click here and press Ctrl+V instead."
CAMERA_LABEL = "Take a picture"
CAMERA_START = "Turn the camera on"
CAMERA_TEXT = "The camera stays off until you turn it on."
WEB_LABEL = "Address of a picture"
WEB_PLACEHOLDER = "https://…"
SEARCH = "Search"
LIBRARY_SEARCH_LABEL = "Name or words of a picture in the library"
LIBRARY_SEARCH_NONE = "No picture in the library carries these words."
EXAMPLES = "Or try one of these"
EXAMPLE_BUTTON = "Search with {name}"
ANOTHER = "Another picture"
START_OVER = "Back to the start and the examples"
YOUR_PICTURE = "Your picture"
PASTED_NAME = "pasted picture"
CAMERA_NAME = "camera picture"

REGION_HINT = "Drag a box to search a part"
REGION_SIZE = "{width} × {height} pixels"
REGION_SAYS = "{width} × {height} pixels, {x} from the left, {y} from the top"
REGION_LABEL = (
    "Part of the picture to search for. The arrow keys move the box, Shift and an arrow resize it, "
    "Enter searches, Escape takes it away."
)
REGION_NUMBERS = "In numbers"
REGION_SIDES = ("Left", "Top", "Width", "Height")
SEARCH_PART = "Search this part"
WHOLE_PICTURE = "Whole picture"

FETCHING = "Fetching the picture…"
SEARCHING_FIRST = "Getting the recognition model ready; this happens once after a start and takes some seconds…"

# ---------------------------------------------------------------- the answer

ADDING_TEXT = "What is added from now on is found when you search again."
SEARCH_AGAIN = "Search again"


def searching(count: int) -> str:
    return f"Looking through {_plural(count, 'picture')}…"


def adding_title(searched: int, total: int) -> str:
    return f"Searched {number(searched)} of {number(total)}; adding continues"


def searched(pictures: int, candidates: int, seconds: float) -> str:
    return f"{_plural(pictures, 'picture')} searched, {number(candidates)} checked in detail, in {took(seconds)}."


def of_part(title: str) -> str:
    """The same line when only a part of the picture was looked for."""
    return f"For this part: {title[:1].lower()}{title[1:]}"


def ranked_elsewhere(name: str, rank: int) -> str:
    """When the hit that the answer rests on is not the first card."""
    return f"The answer rests on {name}, which is number {number(rank)} as you weigh it now."


RANKED_SHOW = "Show why"
MEASURE_MINE = "Measure it on my pictures"
MEASURING = "How often answers are wrong is being measured on your pictures."
RANKED = "Ranked matches"


def place(rank: int) -> str:
    return str(rank)


def score(value: float, *, same: bool) -> str:
    """A match score as points of 100; only one and the same picture gets 100."""
    return str(round(value * 100) if same else min(99, round(value * 100)))


def channel_value(value: float | None) -> str:
    return NOT_COUNTED_SHORT if value is None else points(value)


def card_score(shown_score: str) -> str:
    return f"match {shown_score}"


def card_hint(rank: int, name: str, shown_score: str, verdict: Verdict) -> str:
    """What a screen reader says of a card."""
    return f"Number {rank}: {name}, {wording.LABEL[verdict]}, match score {shown_score}. Show why."


# ---------------------------------------------------------------- judging, and fitting the weights to it

THIS_IS_IT = "This is it"
THIS_IS_NOT_IT = "This is not it"
FIT_TITLE = "Weights fitted to your judgements"
FIT_NOTHING = (
    "No weights fit what you marked: in none of the four parts do the ✓ pictures score above the ✗ ones. "
    "Look through your ✓ and ✗ once more."
)
FIT_COLUMNS = ("Now", "Fitted")
FIT_FIRST = "✓ comes first, of 100 pictures"
FIT_PAIRS = "✓ stands above ✗, of 100 pairs"
FIT_USE = "Use these weights"
FIT_USE_ANYWAY = "Use them although they are not better"
FIT_KEEP = "Keep what I have"


def too_few_judged(queries: int, least: int) -> str:
    return f"{queries} of {least} pictures marked with both ✓ and ✗. With {least}, the weights can be fitted to them."


def fit_offer(judgements: int) -> str:
    return f"{_plural(judgements, 'judgement')} · Fit the weights to them"


def fit_outcome(report: FitReport) -> str:
    """What fitting would change, in one or two sentences."""
    if report.better_for == report.worse_for == 0:
        return "Nothing to gain: what you have orders all your results as well as fitted weights do."
    counts = f"the order is better for {report.better_for} of {_plural(report.queries, 'picture')}"
    counts += f" and worse for {report.worse_for}" if report.worse_for else " and worse for none"
    return {
        "better": f"Fitted weights are better: {counts}.",
        "no clear difference": f"No clear gain: with fitted weights {counts}. That may be chance.",
        "worse": f"Fitted weights are not better: with them {counts}, and more ✗ stand above a ✓.",
    }[report.outcome]


def fit_measured(queries: int, folds: int) -> str:
    return (
        f"The first two lines are counted on pictures left out of the fitting: your {queries} pictures in {folds} "
        "parts, each ordered by weights fitted to the other parts."
    )


# ---------------------------------------------------------------- the evidence

EVIDENCE = "Why: {name}"
EVIDENCE_VIEWS = "Evidence"
VIEW_DETAILS = "Matching details"
VIEW_STRUCTURE = "Lines up"
VIEW_COLOURS = "Colours"
VIEW_FILE = "File"
SHOW_STRAY = "Show stray points"
IGNORE_ELEMENT = "Ignore this element"
IGNORE_HELP = "A logo, chart or template says nothing of a copy. It will count for no answer from now on."
CANNOT_IGNORE_TITLE = "This element cannot be ignored"
STRUCTURE_CAPTIONS = ("Your picture", "{name}", "Where they line up")
STRUCTURE_LEGEND = ("different", "the same")
COLOUR_CAPTION = "Your picture above, {name} below: greys first, then the colours from red to violet"
SEARCH_WITH_THIS = "Search with this"
DOWNLOADS = "Take it with you"
DOWNLOAD_OVERLAY = "Picture of the evidence (PNG)"
DOWNLOAD_CSV = "Results (CSV)"
DOWNLOAD_JSON = "Results (JSON)"


def element_from(name: str) -> str:
    """What an ignored element is called."""
    return f"from {name}"


def element_ignored(name: str) -> str:
    return f"Ignored from now on: {name}. The Library page lists what is ignored."


def overlay_caption(name: str, placed: bool) -> str:
    """Under the two pictures. placed : an outline is drawn."""
    outline = " Dots and lines agree; the outline shows where your picture lies in the other." if placed else ""
    return f"Your picture comes first, then {name}.{outline}"


def keypoint_sentence(evidence: KeypointEvidence) -> str:
    """What the matched points say, in one or two sentences."""
    if evidence.score is None:
        return f"Your picture has too few details to compare: {NOT_COUNTED}."
    agreeing, total = evidence.inlier_count, evidence.match_count
    if total == 0:
        return "No detail of your picture was found in this one."
    if evidence.homography is None or agreeing == 0:
        return f"{_plural(total, 'detail')} looked alike, but their places do not agree, so they do not count."
    stray = total - agreeing
    rest = (
        f" {_plural(stray, 'stray point')} did not fit and {'does' if stray == 1 else 'do'} not count." if stray else ""
    )
    flipped = " The match was found in your picture mirrored left to right." if evidence.mirrored else ""
    return f"{_plural(agreeing, 'agreeing point')}: their places in both pictures fit together.{rest}{flipped}"


def structure_sentence(evidence: StructureEvidence) -> str:
    if evidence.score is None:
        return f"Your picture is too plain to lay over another: {NOT_COUNTED}."
    if evidence.aligned is not None and evidence.coverage is not None:
        plain = (
            "" if evidence.plain is None else f" Without moving it, {points(max(0.0, evidence.plain))} would coincide."
        )
        return (
            f"Laid over your picture by the agreeing points, it covers {percent(evidence.coverage)} of it, "
            f"and there light and dark coincide to {points(max(0.0, evidence.aligned))} of 100.{plain}"
        )
    plain_value = evidence.plain if evidence.plain is not None else evidence.score
    return (
        f"The two pictures could not be laid over each other by their details; squeezed to the same shape, "
        f"light and dark coincide to {points(max(0.0, plain_value))} of 100."
    )


def colour_sentence(value: float | None) -> str:
    if value is None:
        return f"The colours of your picture say nothing here: {NOT_COUNTED}."
    degree = (
        "nearly the same"
        if value >= 0.9
        else "alike"
        if value >= 0.7
        else "partly alike"
        if value >= 0.5
        else "different"
    )
    return f"The colours are {degree}: {points(value)} of 100. The bars show how much of each picture has which colour."


def place_of(uri: str, names: Mapping[str, str] | None = None) -> str:
    """Where something is, for people. names : file names of uploads, by their uri; without one an upload has none."""
    whole = _whole(uri)
    if not whole.startswith("upload:"):
        return uri
    inside = uri.removeprefix(whole).replace("#page=", ", page ")
    return (names or {}).get(whole, FACT_UPLOAD) + inside


def reason_of(reason: str, uri: str, names: Mapping[str, str] | None = None) -> str:
    """Why an input did not become a picture; an upload is called by its name there, not by its digest."""
    whole = _whole(uri)
    return reason.replace(whole, (names or {}).get(whole, UPLOAD_UNNAMED)) if whole.startswith("upload:") else reason


def _whole(uri: str) -> str:
    """The file that a member or a page lies in."""
    return uri.split("!/")[0].split("#page=")[0]


def moment(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M}"


FACT_LOCATION = "Where it is"
FACT_ALSO = "Also at"
FACT_SIZE = "Dimensions"
FACT_BYTES = "File size"
FACT_FORMAT = "Format"
FACT_ADDED = "Added"
FACT_ID = "Number in the library"
UPLOAD_UNNAMED = "the uploaded file"
FACT_UPLOAD = "Uploaded in the page and kept in the library"
NO_METADATA = "The file says nothing more about itself."
METADATA_NAME: dict[str, str] = {
    "date_taken": "Taken",
    "creator": "Creator",
    "credit": "Credit",
    "caption": "Caption",
    "keywords": "Keywords",
    "copyright": "Copyright",
    "title": "Title",
    "camera": "Camera",
}
WORKING_GONE_TITLE = "PicTrace's own copy of this picture is missing"
WORKING_GONE_TEXT = "Open the library page and press Rebuild; it is made again from the original."
UNREACHABLE_TITLE = "The original can no longer be reached"
UNREACHABLE_TEXT = (
    "PicTrace keeps its own small copy and the record. Bring the file back to its place, "
    "or add it again from the new one."
)

# ---------------------------------------------------------------- states

EMPTY_TITLE = "Your library is empty"
EMPTY_TEXT = "Add the pictures you want to search in, or start with sample pictures to see how it works."
ADD_SAMPLE = "Add the sample pictures"
ADD_OWN = "Add your own"
SAMPLE_TITLE = "The sample library is being made"
SAMPLE_TEXT = "Photographs and edits of them, so that there is something to find. You can add your own meanwhile."
FIRST_PICTURES = "You can search as soon as the first pictures are in."
QUERY_GONE_TITLE = "The picture of this search is no longer kept"
QUERY_GONE_TEXT = "Pictures to look for are kept for a day. Give the picture once more."
PICTURE_GONE_TITLE = "This picture is no longer in the library"
PICTURE_GONE_TEXT = "It was removed. Choose another picture."
UNEXPECTED_TITLE = "Something went wrong here"
UNEXPECTED_TEXT = "It has been written to the log. Reload the page; if it comes back, restart PicTrace."
INTERRUPTED_TITLE = "Adding was interrupted"
INTERRUPTED_TEST_TITLE = "A test was interrupted"
INTERRUPTED_DESCRIBING_TITLE = "Describing the pictures again was interrupted"
INTERRUPTED_CALIBRATING_TITLE = "Measuring how sure answers are was interrupted"
CONTINUE = "Continue"
DISMISS = "Leave it"
OPEN_LIBRARY = "Open the library"


def error_title(error: PicTraceError) -> str:
    """A heading for an error; its own sentence stands below."""
    for kind, title in (
        (PictureTooLarge, "This picture is too large"),
        (UnreadablePicture, "This file is not a picture PicTrace can read"),
        (FetchError, "This address could not be fetched"),
        (WeightsUnavailable, "The recognition model is not there"),
        (MissingPackage, "Something has to be installed first"),
        (BackboneMismatch, "This library belongs to another recognition model"),
        (LibraryError, "The library cannot be used"),
    ):
        if isinstance(error, kind):
            return title
    return "That did not work"


def error_text(error: PicTraceError) -> str:
    """The sentence of an error, begun with a capital where it speaks of "the picture"."""
    text = error.message
    return text[:1].upper() + text[1:] if text.startswith("the ") else text


def interrupted_title(kind: str) -> str:
    return {
        "evaluate": INTERRUPTED_TEST_TITLE,
        "describe": INTERRUPTED_DESCRIBING_TITLE,
        "calibrate": INTERRUPTED_CALIBRATING_TITLE,
    }.get(kind, INTERRUPTED_TITLE)


def interrupted_text(kind: str, done: int, total: int | None) -> str:
    reached = f"after {number(done)} of {number(total)}" if total else f"after {number(done)}"
    if kind == "evaluate":
        return f"PicTrace stopped {reached} searches. Continuing begins the test again."
    if kind == "calibrate":
        return f"PicTrace stopped {reached} pictures. Continuing begins again; what was measured before stays in use."
    if kind == "describe":
        return f"PicTrace stopped {reached}. What is described is kept; continuing goes on from there."
    return f"PicTrace stopped {reached}. Nothing that was added is lost; continuing skips it."


# ---------------------------------------------------------------- adding

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
    ADD_FILES: "JPEG, PNG, WebP, GIF, BMP, TIFF, JPEG 2000, AVIF and HEIC. Each page of a TIFF counts as a picture.",
    ADD_FOLDER: "Everything in the folder and the folders in it. What cannot be read is listed with its reason.",
    ADD_ZIP: "The pictures in the archive. The archive itself is kept in the library.",
    ADD_WEB: "One address a line. They are fetched together, a few at a time from each site.",
    ADD_TABLE: "A CSV or JSON table with a column “url”. The other columns are kept and can be searched.",
    ADD_NAMED: "Folders on this computer that its owner has named. Nothing is uploaded: best for large collections.",
}
FILES_LABEL = "Drop files here, or choose them"
FOLDER_LABEL = "Drop a folder here, or choose one"
ZIP_LABEL = "Drop zip archives here, or choose them"
ADDRESSES_LABEL = "Addresses, one a line"
ADDRESSES_PLACEHOLDER = "https://example.org/photo.jpg"
TABLE_LABEL = "Drop a CSV or JSON table here, or choose one"
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

JOB_NAME: dict[str, str] = {
    "add": "Adding pictures",
    "sample": "Adding the sample pictures",
    "rebuild": "Rebuilding the search index",
    "evaluate": "Testing on your pictures",
    "describe": "Describing all pictures again",
    "calibrate": "Measuring how sure answers are",
}
JOB_STATE: dict[str, str] = {
    "running": "under way",
    "done": "finished",
    "cancelled": "stopped",
    "failed": "did not finish",
    "interrupted": "interrupted",
}


def folder_content(folders: int, files: int) -> str:
    return f"{_plural(folders, 'folder')} and {_plural(files, 'picture')} directly in it."


def keeping(count: int) -> str:
    return f"Keeping {_plural(count, 'file')}…"


def not_an_address(line: str) -> str:
    return f"“{line}” does not begin with http:// or https://. Correct it or take it out."


def job_headline(name: str, state: str) -> str:
    return f"{name}: {JOB_STATE[state]}"


def job_result(state: str, added: int, known: int, failed: int, reason: str) -> str:
    return f"{JOB_STATE[state]} · {reason or counts_line(added, known, failed)}"


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


# ---------------------------------------------------------------- library

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
ABOUT_MODEL = "Recognition model"
ABOUT_WEIGHTS = "Its weights come from"
ABOUT_ENGINE = "Search index"
VERIFY = "Check"
VERIFY_HELP = "Compares catalogue, kept pictures and search index, and looks whether the originals are still there."
REBUILD = "Rebuild"
REBUILD_HELP = "Makes the search index anew from the catalogue. Nothing is lost."
VERIFY_RUNNING = "Checking the library…"
REBUILD_RUNNING = "Rebuilding the search index…"
NETWORK_TITLE = "Describe all pictures again with another recognition model"
NETWORK_TEXT = (
    "What finds pictures is a model that describes each of them in numbers. Another one needs new descriptions of all "
    "pictures. They are made from what the library keeps; searching and adding go on meanwhile with the present model, "
    "and you can stop and continue at any time."
)
NETWORK_LABEL = "Recognition model"
NETWORK_BUTTON = "Describe all again"
NETWORK_RUNNING = "All pictures are being described again; how far it is stands at the top of the page."
NETWORK_KEPT_TITLE = "The library stays with its present model"
CANNOT_DESCRIBE = "neither the kept small copy nor the original is there"
OUTDATED_TITLE = "The pictures have to be described again"
SURE_TITLE = "How sure are the answers?"
SURE_TEXT = (
    "PicTrace looks for a sample of your pictures with each left out, makes edited copies of them, and counts how "
    "often it is wrong. From then on the percentages are those of your pictures. None of them is changed."
)
SURE_START = "Measure on my pictures"
SURE_AGAIN = "Measure again"
SURE_SAMPLE = "Pictures to look at"
SURE_SHIPPED = "Not measured on your pictures yet; answers go by what PicTrace learned on others."
SURE_FACT_WHEN = "Measured"
SURE_FACT_WRONG = "Wrong answers"
SURE_FACT_FOUND = "Copies recognised"
SURE_FACT_LIMIT = "Wrong answers allowed"
SURE_FACT_NAME = "Name of this measurement"
SURE_FEW = "With so few pictures the percentages stay as they came; only the errors were counted."
SURE_PLOT_TITLE = "When it says 80 %, is it right in 80 of 100 cases?"
SURE_PLOT_TEXT = "Each dot is right when it lies on the line. The bars show how far chance reaches."
SURE_SAYS = "PicTrace says"
SURE_IS = "of them copies"
SURE_PAIRS = "Pairs"
DOUBTFUL_TITLE = "Counted as wrong: have a look"
DOUBTFUL_TEXT = "These pairs were called copies. If they do show the same, PicTrace was right and did not know it."
SHARED_TITLE = "Unrelated pictures share these"
SHARED_TEXT = (
    "A logo, a chart or a template in many pictures can make strangers look like copies. What you ignore counts for no "
    "answer from then on."
)
IGNORED_TITLE = "Ignored elements"
IGNORED_REMOVE = "Count it again"
COLUMN_INPUT = "Input"
COLUMN_OUTCOME = "Outcome"
COLUMN_REASON = "Reason"


def rebuilt(pictures: int, restored: int, lost: int) -> str:
    text = f"The search index was made anew, with {_plural(pictures, 'picture')}."
    if restored:
        text += f" {_plural(restored, 'kept picture')} that had been lost came back from the original."
    if lost:
        text += f" {_plural(lost, 'kept picture')} could not be made again, because the original is not there either."
    return text


def remove_text(count: int) -> str:
    return (
        f"{_plural(count, 'picture')} will no longer be found. Original files are not touched; "
        f"uploaded ones are kept nowhere else."
    )


def removed(count: int) -> str:
    return f"{_plural(count, 'picture')} removed."


def selected(count: int) -> str:
    return f"{number(count)} selected"


def shown(first: int, last: int, total: int) -> str:
    return f"{number(first)}–{number(last)} of {number(total)}"


def verified(checked: int, problems: int, unreachable: int) -> str:
    state = "all is well" if not problems else f"{_plural(problems, 'problem')} found"
    gone = f" {_plural(unreachable, 'original')} can no longer be reached; the records stay." if unreachable else ""
    return f"{_plural(checked, 'picture')} checked: {state}.{gone}"


def status(pictures: int, failures: int) -> str:
    return _plural(pictures, "picture") + (f", {number(failures)} could not be read" if failures else "")


def model(name: str, version: str) -> str:
    return f"{model_title(name)} ({version})"


def model_title(name: str) -> str:
    """A network's name for people; one that this program does not know, of an old evaluation, keeps its own."""
    return backbones.describe(name).title if name in backbones.names() else name


def sure_effort(pictures: int, seconds: float) -> str:
    return f"{_plural(pictures, 'picture')}: {duration(seconds)}. Searching goes on meanwhile."


def sure_when(calibration: Calibration) -> str:
    when = moment(datetime.fromisoformat(calibration.created_at))
    return f"{when}, on {_plural(calibration.pictures, 'picture')}"


def sure_wrong(calibration: Calibration) -> str:
    if calibration.error_bound is None:
        return ""
    return (
        f"{number(calibration.wrong)} in {_plural(calibration.searches, 'search', 'searches')} where no copy exists; "
        f"in truth at most {wording.one_of(calibration.error_bound)}, with 95 % certainty"
    )


def sure_found(calibration: Calibration) -> str:
    return f"{number(calibration.found)} of {number(calibration.made_copies)} edited copies, beside their original"


def sure_limit(rate: float) -> str:
    return f"{100 * rate:g} of 100 searches (max_false_positive_rate in pictrace.toml)"


def doubtful_pair(name: str, other: str) -> str:
    return f"{name} and {other}"


def shared_by(name: str, others: int) -> str:
    return f"In {name} and {_plural(others, 'other picture')}"


def ignored_since(name: str, created_at: str) -> str:
    return f"{name}, since {moment(datetime.fromisoformat(created_at))}"


def network_choice(title: str, *, present: bool) -> str:
    return f"{title} (present)" if present else title


def network_effort(pictures: int, seconds: float | None) -> str:
    """seconds : on two processor cores, None where nobody has measured."""
    if seconds is None:
        return f"{_plural(pictures, 'picture')} to describe."
    return (
        f"{_plural(pictures, 'picture')} to describe: {duration(seconds)} on a computer with two processor "
        "cores, less with more. The time left is shown once it runs."
    )


def network_missing(title: str, sentence: str, missing: str) -> str:
    return f"{title}: {sentence} {missing}"


def network_changed(name: str) -> str:
    return f"All pictures are described with {model_title(name)} now, and searches use it."


def network_kept(count: int) -> str:
    return (
        f"{_plural(count, 'picture')} could not be described and would no longer be found. Bring back the "
        f"original{'' if count == 1 else 's'} or remove {'it' if count == 1 else 'them'} from the library, "
        "then start again: what is described already is kept."
    )


def unfinished_change_title(name: str) -> str:
    return f"A change to {model_title(name)} is not finished"


def unfinished_change(described: int, pictures: int) -> str:
    return (
        f"{number(described)} of {_plural(pictures, 'picture')} are described already; continuing goes on from there."
    )


def outdated_text(name: str) -> str:
    return (
        f"They were described by another version of {model_title(name)} than this PicTrace has. Searching and adding "
        "wait until all are described again. No picture is lost."
    )


def page_of(page: int, count: int) -> str:
    return f"Page {number(page)} of {number(count)}"


def tile_note(width: int, height: int, format: str, reachable: bool) -> str:
    note = f"{width} × {height} · {format}"
    return note if reachable else f"{note} · original gone"


# ---------------------------------------------------------------- testing on one's own pictures

EVALUATE_TITLE = "Test it on your pictures"
EVALUATE_TEXT = (
    "PicTrace makes edited copies of pictures from your library, looks for them as you would, and counts. "
    "So you know what it will find here, and where it will fail."
)
EVALUATE_EMPTY_TEXT = "Add the pictures that you want to search in; then PicTrace can test itself on them."
NO_TEST_TITLE = "Nothing has been tested yet"
NO_TEST_TEXT = (
    "Start a test on the left. Your pictures stay as they are: the edited copies exist only while they are looked for."
)
TEST_RUNNING_TITLE = "The test is under way"
TEST_RUNNING_TEXT = "The figures stand here when it ends. You may stop it: what was measured until then is kept."
TEST_WITH = "Test with"
TEST_SUBJECT: dict[Subject, str] = {
    "edits": "Edited copies of my pictures",
    "folder": "Pictures sorted into folders",
    "pairs": "A table of right answers",
}
TEST_HELP: dict[Subject, str] = {
    "edits": "Each edit comes in rising strength. Each copy is also looked for with its original left out, "
    "to see whether another picture is taken for it.",
    "folder": "Each folder is a class. For each picture, the others of its folder are the right answers. "
    "They are read into a library of their own, which is thrown away.",
    "pairs": "A CSV table that says which picture is the right answer to which. Name pictures of the library by file "
    "name, place or number; a picture to look for may also be a file in a named folder.",
}
TEST_SAMPLE = "Pictures to test with"
TEST_TABLE = "Drop a CSV table here, or choose one"
TEST_TABLE_EXAMPLE = "query,relevant\nscan 12.jpg,original 7.tif"
TEST_PRESET: dict[str, str] = {"copies": COPIES, "lookalikes": LOOKALIKES, "classic": CLASSIC}
TEST_THOROUGH = "Search thoroughly"
TEST_THOROUGH_HELP = "Checks three times as many candidates, found by more views of each picture. Takes longer."
TEST_START = "Start the test"
EARLIER_TESTS = "Tests so far"
FORGET_TEST = "Delete this test"
UNFINISHED_TITLE = "This test was stopped"
TABLE_GONE = "The table of this test is no longer kept; give it once more."
WEAK_TITLE = "Where it will fail"
WEAK_NONE = "At none of the strengths tested: every kind of edit is found first in at least 95 of 100 cases."
PLOT_TITLE = "Found first, from the weakest edit to the strongest"
PLOT_TEXT = "The broad bars show how far chance reaches: the fewer pictures are tested, the longer they are."
TABLE_TITLE = "All figures"
TABLE_TEXT = (
    "“Found first”: the original is the first result. “Called a copy”: PicTrace says that it is one. "
    "“Wrongly so”: it says so of another picture, with the original left out."
)
LABELLED_TEXT = (
    "P@5 is the share of right answers among the first five, recall@5 the share of all right answers that are "
    "there, and mAP sums up the whole order. N-S counts how many of the first four belong together, for folders of "
    "four pictures or more."
)
COLUMN_EDIT = "Edit"
COLUMN_COPIES = "Copies"
COLUMN_FOUND = "Found first"
COLUMN_MARGIN = "95 % sure"
COLUMN_FIVE = "Among five"
COLUMN_CONFIRMED = "Called a copy"
COLUMN_FALSE = "Wrongly so"
COLUMN_SECONDS = "Time"
COLUMN_GROUP = "Group"
COLUMN_QUERIES = "Asked"
COLUMN_RANKED_BY = "Ranked by"
COLUMN_DIFFERENCE = "Points gained or lost"
COLUMN_MEASURE = "Measure"
COLUMN_BEFORE = "Before"
COLUMN_AFTER = "Now"
COLUMN_VERDICT = "Verdict"
ALL_GROUPS = "All together"
PARTS_TITLE = "What each part adds"
PARTS_TEXT = "The same searches ranked again with one part left out, and by one part alone."
RANKED_BY_ALL = "All parts together"
HURTS = "Looking closely does harm here; the order in which candidates were found was better:"
HURTS_NOWHERE = "Looking closely is nowhere worse than the order in which candidates were found."
MISTAKEN_TITLE = "Wrongly called copies: have a look"
COMPARE_TITLE = "Compare with another test"
COMPARE_LABEL = "The other test"
COMPARE_CHOOSE = "Choose one…"

# Kind of edit → its heading, and one strength of it.
_EDIT: dict[str, tuple[str, str]] = {
    "JPEG": ("Poor JPEG", "JPEG of quality {}"),
    "shrunk": ("Made smaller", "Made smaller, to {}"),
    "brighter": ("Brighter", "Brighter {}"),
    "darker": ("Darker", "Darker {}"),
    "more contrast": ("More contrast", "More contrast {}"),
    "less contrast": ("Less contrast", "Less contrast {}"),
    "grey": ("In grey", "In grey"),
    "tint": ("Warm tint", "Warm tint, {}"),
    "blur": ("Blurred", "Blurred by {}"),
    "noise": ("Noise", "Noise of {}"),
    "mirror": ("Mirrored", "Mirrored"),
    "rotate": ("Rotated", "Rotated by {}"),
    "crop": ("Cropped", "Cropped to {}"),
    "caption": ("Caption below", "Caption of {}"),
    "padding": ("Border around", "Border of {}"),
    "letterbox": ("Film bars", "Film bars of {}"),
    "screenshot": ("Screenshot", "On a {} screenshot"),
    "pasted": ("In another picture", "Pasted into another picture, {} of it"),
    "combined": ("Several at once", "Several at once: {}"),
}
MEASURE: dict[str, str] = {
    "recall@1": COLUMN_FOUND,
    "recall@5": COLUMN_FIVE,
    "recall@candidates": "Among the candidates",
    "copies confirmed": COLUMN_CONFIRMED,
    "false copies": COLUMN_FALSE,
    "µAP": "µAP: do scores tell copies apart",
    "recall@P90": "Found when 9 of 10 must be right",
    "seconds": "Seconds a search",
}
TREND: dict[Trend, str] = {
    "better": "better",
    "worse": "worse",
    "within chance": "no more than chance",
    "not judged": "–",
}
SETTING: dict[str, str] = {
    "program": "PicTrace version",
    "backbone": "recognition model",
    "backbone_version": "version of the recognition model",
    "pictures": "pictures in the library",
    "weights": "what counts most",
    "shortlist": "candidates checked",
    "mode": "mode",
    "sample": "pictures asked for",
    "tested": "pictures tested with",
    "repeated": "of them, also there in other versions",
    "seed": "choice of pictures",
    "score": "score",
    "calibration": "calibration",
    "edits": "set of edits",
    "source": "source",
}


def edit_kind(kind: str) -> str:
    """The heading of a kind of edit."""
    return _EDIT[kind][0] if kind in _EDIT else kind


def edit_name(kind: str, strength: str) -> str:
    """One strength of an edit, or the kind where it has only one; "" for all of them."""
    return _EDIT[kind][1].format(strength) if strength and kind in _EDIT else edit_kind(kind)


def short_strengths(strengths: Sequence[str]) -> list[str]:
    """For the axis of a small plot; numbers where the words have no room."""
    short = [strength.replace(" ", "") for strength in strengths]
    return short if sum(map(len, short)) <= 20 else [str(step) for step in range(1, len(strengths) + 1)]


def test_effort(pictures: int, searches: int, seconds: float) -> str:
    return f"{_plural(pictures, 'picture')}, {number(searches)} searches: {duration(seconds)}."


def test_headline(found: float) -> str:
    return f"Of 100 edited copies of your pictures, {of_hundred(found)} are found first"


def test_answer(five: float, wrong: float) -> str:
    return (
        f"{of_hundred(five)} are among the first five. With the original left out, another picture is called a copy "
        f"in {of_hundred(wrong)} of 100 searches."
    )


def test_circumstances(kept: Kept) -> str:
    """When, with how many pictures, with what, how fast."""
    report = kept.report
    settings = report.settings
    tested = f" with copies of {_plural(settings['tested'], 'picture')}" if "tested" in settings else ""
    others = (
        f" {number(settings['repeated'])} of them are there in other versions too; finding one of those counts."
        if settings.get("repeated")
        else ""
    )
    model_name = model_title(settings["backbone"])
    return (
        f"{moment(datetime.fromisoformat(kept.created_at))}: {_plural(report.queries, 'search', 'searches')}{tested} "
        f"among {_plural(settings['pictures'], 'picture')}, {model_name}.{others}"
    )


def test_name(kept: Kept) -> str:
    """A test in a list; its number keeps it apart from another of the same minute."""
    when = moment(datetime.fromisoformat(kept.created_at))
    named = f" · {kept.name}" if kept.name else ""
    stopped = "" if kept.report.complete else " · stopped"
    return f"{kept.id} · {when} · {TEST_SUBJECT[kept.report.subject]}{named}{stopped}"


def unfinished_text(asked: int, planned: int) -> str:
    return f"The figures are of the first {number(asked)} of {number(planned)} searches."


def nothing_to_test(failed: Sequence[Failure]) -> str:
    reasons = "".join(f" {failure.uri}: {failure.reason}" for failure in failed[:3])
    return f"There is nothing to test: no row names a picture to look for and its right answer.{reasons}"


def not_asked(failed: Sequence[Failure]) -> str:
    first = failed[0]
    return f"{_plural(len(failed), 'row or file', 'rows or files')} could not be used; {first.uri}: {first.reason}"


def weak_places(kind: str, places: Sequence[WeakPlace]) -> str:
    """The strengths of one kind of edit that are not found often enough."""
    first, *others = places

    def told(place: WeakPlace, unit: str) -> str:
        where = f" at {place.group.strength}" if place.group.strength else ""
        return f"{of_hundred(place.found.value)}{unit}{where}"

    return f"{edit_kind(kind)}: {'; '.join([told(first, ' of 100 found first'), *(told(one, '') for one in others)])}."


def unseen(share: float) -> str:
    """Of what was not found first, how much had no chance."""
    return (
        f"Of the copies that were not found first, {of_hundred(share)} of 100 were not even among the candidates "
        "checked. Weighing the parts differently cannot help those; a thorough search may."
    )


def margin(found: Estimate) -> str:
    """Where the true share lies."""
    low, high = found.interval
    return f"{round(100 * low)}–{round(100 * high)} %"


def of_hundred(share: float) -> str:
    """A share as a whole number of a hundred; only none is 0 and only all is 100."""
    if share in (0.0, 1.0):
        return str(round(100 * share))
    return str(min(99, max(1, round(100 * share))))


def ranked_by(ranking: str) -> str:
    """One way of ranking, by the names of the parts."""
    if ranking == "re-ranked":
        return RANKED_BY_ALL
    if ranking == "shortlist":
        return "The order in which candidates were found"
    for channel, name in CHANNEL.items():
        if ranking == f"without {channel}":
            return f"All but “{name}”"
        if ranking == f"{channel} alone":
            return f"Only “{name}”"
    return ranking


def hurt(one: Hurt) -> str:
    return (
        f"{edit_name(one.group.kind, one.group.strength)}: {of_hundred(one.reranked)} of 100 found first, "
        f"where {of_hundred(one.shortlist)} stood first among the candidates."
    )


def mistaken_text(count: int) -> str:
    return (
        f"{_plural(count, 'pair')} of pictures. If some of them do show the same, PicTrace was right and did not know "
        "it; if they only share a caption or a frame, be careful with such pictures."
    )


def mistaken_pair(name: str, other: str, edit: str) -> str:
    return f"{name} ({edit}) was taken for {other}"


def labelled_headline(first: float) -> str:
    return f"In {of_hundred(first)} of 100 searches, the first result is a right one"


def labelled_answer(ten: float, average: float) -> str:
    return f"Of the first ten results, {of_hundred(ten)} of 100 are right. Mean average precision {average:.3f}."


def compared(worse: int, better: int) -> str:
    if not worse and not better:
        return "No figure changed by more than chance explains."
    return f"{_plural(worse, 'figure')} got worse and {number(better)} better by more than chance explains."


def setting_changed(name: str, before: object, after: object) -> str:
    def told(value: object) -> str:
        if isinstance(value, dict):
            return ", ".join(f"{CHANNEL.get(key, key)} {100 * part:.0f}" for key, part in value.items())
        return str(value)

    return f"Not the same in both: {SETTING.get(name, name)}: {told(before)} before, {told(after)} now."


# ---------------------------------------------------------------- numbers


def number(value: int) -> str:
    return f"{value:,}"


def points(value: float) -> str:
    """A score in [0, 1] as points of 100. Only 1 itself is 100: pictures that differ never get full marks."""
    return str(100 if value >= 1.0 else min(99, round(value * 100)))


def percent(value: float) -> str:
    return f"{round(value * 100)} %"


def file_size(count: int) -> str:
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


def dimensions(width: int, height: int) -> str:
    return f"{number(width)} × {number(height)} pixels"


def duration(seconds: float) -> str:
    if seconds < 1:
        return "under a second"
    if seconds < 90:
        return f"about {_plural(max(1, round(seconds)), 'second')}"
    if seconds < 5400:
        return f"about {_plural(round(seconds / 60), 'minute')}"
    return f"about {seconds / 3600:.1f} hours"


def took(seconds: float) -> str:
    return f"{seconds:.1f} s"


def metadata_name(key: str) -> str:
    return METADATA_NAME.get(key, key.replace("_", " "))


def contribution(channel: Channel, score: float | None, part: float) -> str:
    """The tooltip of one part of the bar."""
    if score is None:
        return f"{CHANNEL[channel]}: {NOT_COUNTED}"
    return f"{CHANNEL[channel]}: {points(score)} of 100, brings {part * 100:.1f} points"


def _plural(count: int, noun: str, several: str = "") -> str:
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {several or noun + 's'}"
