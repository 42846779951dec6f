"""How sure the answers are on the user's own pictures."""

from __future__ import annotations

from datetime import datetime

from pictrace.types import Calibration
from pictrace.verdicts import wording
from pictrace.web.words.evidence import moment
from pictrace.web.words.numbers import duration, number, plural

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


def sure_effort(pictures: int, seconds: float) -> str:
    """What measuring takes."""
    return f"{plural(pictures, 'picture')}: {duration(seconds)}. Searching goes on meanwhile."


def sure_when(calibration: Calibration) -> str:
    """When it was measured, on how much."""
    when = moment(datetime.fromisoformat(calibration.created_at))
    return f"{when}, on {plural(calibration.pictures, 'picture')}"


def sure_wrong(calibration: Calibration) -> str:
    """How often an answer was wrong; "" where that was not counted."""
    if calibration.error_bound is None:
        return ""
    return (
        f"{number(calibration.wrong)} in {plural(calibration.searches, 'search', 'searches')} where no copy exists; "
        f"in truth at most {wording.one_of(calibration.error_bound)}, with 95 % certainty"
    )


def sure_found(calibration: Calibration) -> str:
    """How many edited copies were recognised."""
    return f"{number(calibration.found)} of {number(calibration.made_copies)} edited copies, beside their original"


def sure_limit(rate: float) -> str:
    """How often an answer may be wrong, by the settings."""
    return f"{100 * rate:g} of 100 searches (max_false_positive_rate in pictrace.toml)"


def doubtful_pair(name: str, other: str) -> str:
    """Two pictures that were called copies."""
    return f"{name} and {other}"


def shared_by(name: str, others: int) -> str:
    """A part, and how many pictures have it."""
    return f"In {name} and {plural(others, 'other picture')}"


def ignored_since(name: str, created_at: str) -> str:
    """An ignored element."""
    return f"{name}, since {moment(datetime.fromisoformat(created_at))}"
