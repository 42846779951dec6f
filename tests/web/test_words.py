"""All wording is in one place, and it speaks plainly."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pictrace import errors
from pictrace.explanation import step_words
from pictrace.explanation import wording as explaining_wording
from pictrace.report import checking_words, method, page_rows
from pictrace.report import wording as report_wording
from pictrace.types import CHANNELS, Progress
from pictrace.verdicts import verdict_words, wording
from pictrace.web import words

WEB = Path(words.__file__).parents[1]
PAGES = sorted([*(WEB / "views").glob("*.py"), WEB / "main.py", *(WEB / "components").glob("*.py")])
SCRIPTS = sorted((WEB / "assets").glob("*.js"))
JUDGEMENTS = re.compile(
    r"\b(fakes?|faked|authentic\w*|proofs?|proven|proves?|genuine|forged|forger\w*|manipulat\w*)\b", re.IGNORECASE
)
JARGON = re.compile(r"\b(inliers?|outliers?|backbone|shortlist|homography|SSIM|ORB|cosine|embedding)\b", re.IGNORECASE)
PROSE = re.compile(r"[A-Za-z]{2,}[,.]? [A-Za-z]{2,}")
SPOKEN = [
    *sorted(Path(words.__file__).parent.glob("*.py")),
    *(
        Path(module.__file__)
        for module in (wording, verdict_words, explaining_wording, step_words, report_wording, checking_words)
    ),
]
# Experts read these; they name methods.
TECHNICAL = [Path(method.__file__), Path(method.__file__).parent / "page.html", Path(page_rows.__file__)]


def spoken() -> list[str]:
    """Every string that the modules of words can say: literals that are not keys or docstrings."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SPOKEN]
    return [text for tree in trees for text in literals(tree) if " " in text or text[:1].isupper()]


def literals(tree: ast.AST) -> list[str]:
    """String constants, docstrings left out."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.add(id(first.value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", [*SPOKEN, *TECHNICAL, *PAGES, *SCRIPTS], ids=lambda path: path.name)
def test_nobody_is_accused(path: Path) -> None:
    assert JUDGEMENTS.findall(path.read_text(encoding="utf-8")) == []


def test_no_recipe_speaks_of_an_original() -> None:
    trees = [ast.parse(Path(one.__file__).read_text(encoding="utf-8")) for one in (explaining_wording, step_words)]
    said = [text for tree in trees for text in literals(tree)]
    assert [text for text in said if re.search(r"original", text, re.IGNORECASE)] == []


def test_wording_has_no_jargon() -> None:
    assert [text for text in spoken() if JARGON.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_views_hold_no_prose(path: Path) -> None:
    prose = [
        text
        for text in literals(ast.parse(path.read_text(encoding="utf-8")))
        # Markup and log lines are not read by the people who use the pages.
        if PROSE.search(text) and "<" not in text and "%s" not in text and "=" not in text
    ]
    assert prose == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_set_html(path: Path) -> None:
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write", path.read_text(encoding="utf-8"))


def test_style_sheet_survives_the_cleaning_of_html() -> None:
    # Streamlit's cleaning drops a style element that holds a "<", and with it the whole look of the pages.
    assert "<" not in (WEB / "assets" / "style.css").read_text(encoding="utf-8")


def test_every_channel_has_words() -> None:
    assert set(words.naming.CHANNEL) == set(words.naming.CHANNEL_HELP) == set(CHANNELS)


@pytest.mark.parametrize("value", [0.996, 0.9999999, 0.99])
def test_only_full_marks_are_100(value: float) -> None:
    assert words.numbers.points(value) == "99"


def test_progress_says_how_far_how_fast_and_how_long() -> None:
    progress = Progress(done=212, total=1204, added=200, known=10, failed=2, seconds=15.0)
    assert words.adding.progress_line(progress) == "212 of 1,204 · 14 a second · about 70 seconds left"


def test_progress_before_everything_is_listed() -> None:
    assert (
        words.adding.progress_line(Progress(done=2, total=None, added=2, known=0, failed=0, seconds=1.0)) == "2 so far"
    )


def test_counts_leave_out_what_did_not_happen() -> None:
    assert words.adding.counts_line(3, 0, 0) == "3 added"
    assert words.adding.counts_line(3, 1, 2) == "3 added · 1 already there · 2 could not be read"


def test_every_error_has_a_heading() -> None:
    for name in dir(errors):
        kind = getattr(errors, name)
        if isinstance(kind, type) and issubclass(kind, errors.PicTraceError):
            assert words.states.error_title(kind("What happened."))


@pytest.mark.parametrize(
    ("count", "text"), [(999, "999 bytes"), (1_500, "1.5 kB"), (2_340_000, "2.3 MB"), (7_000_000_000, "7.0 GB")]
)
def test_file_sizes(count: int, text: str) -> None:
    assert words.numbers.file_size(count) == text


def test_an_upload_is_called_by_its_name() -> None:
    upload = "upload:" + "a" * 64
    names = {upload: "scans.zip"}
    assert words.evidence.place_of(f"{upload}!/in/a.jpg", names) == "scans.zip!/in/a.jpg"
    assert words.evidence.place_of(f"{upload}#page=2", names) == "scans.zip, page 2"
    assert words.evidence.place_of(upload) == words.evidence.FACT_UPLOAD
    assert words.evidence.place_of("/scans/a.tif#page=2", names) == "/scans/a.tif#page=2"
    assert (
        words.evidence.reason_of(f"{upload}!/a.jpg is empty.", f"{upload}!/a.jpg", names)
        == "scans.zip!/a.jpg is empty."
    )


@pytest.mark.parametrize(("is_copy", "reason"), [(True, "how surely a hit is a copy"), (False, "what a hit is")])
def test_a_hit_that_scores_higher_than_the_answer_is_explained(is_copy: bool, reason: str) -> None:
    said = words.ranking.scores_higher("b.jpg", verdict_words.WORDS["edited"].label, "a.jpg", is_copy=is_copy)
    assert said.startswith("b.jpg (Edited copy) has a higher match score.")
    assert reason in said
    assert said.endswith("it rests on a.jpg.")


def test_what_would_bring_a_hit_first_names_only_the_weights_that_move() -> None:
    said = words.ranking.would_be_first("a.jpg", 3, ("colour",), (35, 15, 40, 10), (35, 15, 40, 45))
    assert said == "a.jpg is number 3. It would be first with Colours at 45 instead of 10."
