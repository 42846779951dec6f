"""The Evaluate page: testing the search on the user's own pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pictrace.evaluate import Estimate, Hurt, Kept, Subject, Trend, WeakPlace
from pictrace.types import Failure
from pictrace.web.words.evidence import moment
from pictrace.web.words.naming import CHANNEL
from pictrace.web.words.network import network_title
from pictrace.web.words.numbers import duration, number, plural

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
_TESTED = "{when}: {searches} among {pictures}, {network}."
_TESTED_COPIES = "{when}: {searches} with copies of {tested} among {pictures}, {network}."
_REPEATED = "{count} of them are there in other versions too; finding one of those counts."
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
    "backbone": "network",
    "backbone_version": "version of the network",
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
    """What a test takes."""
    return f"{plural(pictures, 'picture')}, {number(searches)} searches: {duration(seconds)}."


def test_headline(found: float) -> str:
    """The one figure of a test. found : share found first."""
    return f"Of 100 edited copies of your pictures, {of_hundred(found)} are found first"


def test_answer(five: float, wrong: float) -> str:
    """The next two. five : share among the first five. wrong : share wrongly called copies."""
    return (
        f"{of_hundred(five)} are among the first five. With the original left out, another picture is called a copy "
        f"in {of_hundred(wrong)} of 100 searches."
    )


def test_circumstances(kept: Kept) -> str:
    """When, with how many pictures, with what, how fast."""
    report = kept.report
    settings = report.settings
    said = (_TESTED_COPIES if "tested" in settings else _TESTED).format(
        when=moment(datetime.fromisoformat(kept.created_at)),
        searches=plural(report.queries, "search", "searches"),
        tested=plural(settings.get("tested", 0), "picture"),
        pictures=plural(settings["pictures"], "picture"),
        network=network_title(settings["backbone"]),
    )
    return f"{said} {_REPEATED.format(count=number(settings['repeated']))}" if settings.get("repeated") else said


def test_name(kept: Kept) -> str:
    """A test in a list; its number keeps it apart from another of the same minute."""
    when = moment(datetime.fromisoformat(kept.created_at))
    named = f" · {kept.name}" if kept.name else ""
    stopped = "" if kept.report.complete else " · stopped"
    return f"{kept.id} · {when} · {TEST_SUBJECT[kept.report.subject]}{named}{stopped}"


def unfinished_text(asked: int, planned: int) -> str:
    """How far a stopped test came."""
    return f"The figures are of the first {number(asked)} of {number(planned)} searches."


def nothing_to_test(failed: Sequence[Failure]) -> str:
    """Why a table gave no test."""
    reasons = "".join(f" {failure.uri}: {failure.reason}" for failure in failed[:3])
    return f"There is nothing to test: no row names a picture to look for and its right answer.{reasons}"


def not_asked(failed: Sequence[Failure]) -> str:
    """What of a table could not be used."""
    first = failed[0]
    return f"{plural(len(failed), 'row or file', 'rows or files')} could not be used; {first.uri}: {first.reason}"


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
    """Where ranking made the order worse."""
    return (
        f"{edit_name(one.group.kind, one.group.strength)}: {of_hundred(one.reranked)} of 100 found first, "
        f"where {of_hundred(one.shortlist)} stood first among the candidates."
    )


def mistaken_text(count: int) -> str:
    """What to make of pairs that were wrongly called copies."""
    return (
        f"{plural(count, 'pair')} of pictures. If some of them do show the same, PicTrace was right and did not know "
        "it; if they only share a caption or a frame, be careful with such pictures."
    )


def mistaken_pair(name: str, other: str, edit: str) -> str:
    """One of them. edit : what was done to the first."""
    return f"{name} ({edit}) was taken for {other}"


def labelled_headline(first: float) -> str:
    """The one figure of a test on labels. first : share whose first result is right."""
    return f"In {of_hundred(first)} of 100 searches, the first result is a right one"


def labelled_answer(ten: float, average: float) -> str:
    """The next two. ten : share of right ones among the first ten. average : mean average precision."""
    return f"Of the first ten results, {of_hundred(ten)} of 100 are right. Mean average precision {average:.3f}."


def compared(worse: int, better: int) -> str:
    """How many figures changed, of two tests."""
    if not worse and not better:
        return "No figure changed by more than chance explains."
    return f"{plural(worse, 'figure')} got worse and {number(better)} better by more than chance explains."


def setting_changed(name: str, before: object, after: object) -> str:
    """What else was not the same in both."""

    def told(value: object) -> str:
        if isinstance(value, dict):
            return ", ".join(f"{CHANNEL.get(key, key)} {100 * part:.0f}" for key, part in value.items())
        return str(value)

    return f"Not the same in both: {SETTING.get(name, name)}: {told(before)} before, {told(after)} now."
