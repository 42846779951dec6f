"""The steps of an edit, done again."""

from __future__ import annotations

from pictrace.web.words.numbers import percent

SOURCE = "{name}, to begin with"
AGAIN = "The steps done again on it; grey is what they say nothing of"
RESULT = "{name}, as it is"
NOTHING = "Nothing but saving it again."
UNKNOWN_TITLE = "The steps are not known"


def outcome(explained: float, residual: float) -> str:
    """explained, residual : as in `Recipe`."""
    return (
        f"Done again, the steps give {percent(explained)} of what they should; the colours there differ by "
        f"{100 * residual:.1f} of 100 on average."
    )
