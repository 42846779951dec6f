"""What an explanation says in plain words, the same on the pages and elsewhere: the recipe, what of each picture is in
the other, and which is nearer the source.

It says what was done and never who did it or why, and of the two only which is *nearer* the picture both come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pictrace.explanation.step_words import STEP_WORDS, percent
from pictrace.types import ChangeMap, Nearer, NearerReason, Recipe, RecipeStep

QUERY = "your picture"
CANDIDATE = "the other picture"
NOT_CLAIMED = "What was done to make one of the other cannot be told: no steps were found that give it again."
UNCHANGED = "Nothing was done: {result} is {source}, unchanged."
_ALL = 0.99
_REASON: dict[NearerReason, str] = {
    "shows_more": "shows more",
    "nothing_added": "has nothing around it",
    "colour": "is in colour",
    "more_pixels": "has more pixels",
    "sharper": "is sharper",
    "finer_saved": "was saved at a higher quality",
    "earlier_date": "has an earlier date",
    "camera_data": "names a camera in its file",
    "seen_first": "came into the library first",
}


def recipe(told: Recipe, query: str = QUERY, candidate: str = CANDIDATE) -> str:
    """One sentence of what was done. query, candidate : what to call the two; "your …" and "the …" get a capital at the
    beginning, names of files are left as they are."""
    if not told.claimed:
        return NOT_CLAIMED
    onward = told.direction == "query_from_candidate"
    result, source = (query, candidate) if onward else (candidate, query)
    said = steps(told)
    if not said:
        return UNCHANGED.format(result=result, source=source)
    return _sentence(f"{result} is {source}, {', '.join(said)}.")


def steps(told: Recipe) -> tuple[str, ...]:
    """The steps as phrases in their order: "cropped to 62 % (top left)", "mirrored", "10 % brighter".

    What covers or changes places of the picture is told of the finished one, before how it was saved.
    """
    turned_over = _turned_over(told.steps)
    made, saved = [] if turned_over is None else [turned_over], list[str]()
    for step in told.steps:
        if STEP_WORDS[step.kind].many or (turned_over is not None and step.kind in ("mirrored", "rotated")):
            continue
        (saved if step.kind == "recompressed" else made).append(STEP_WORDS[step.kind].phrase(step))
    return (*made, *_places(told.steps), *saved)


def coverage(changes: ChangeMap, query: str = QUERY, candidate: str = CANDIDATE) -> str:
    """How much of each is in the other: "Your picture shows 62 % of cat.jpg; 96 % of your picture comes from it." """
    shown, comes = _part(changes.shown), _part(changes.from_candidate)
    return _sentence(f"{query} shows {shown} of {candidate}; {comes} of {query} comes from it.")


def nearer(found: Nearer, query: str = QUERY, candidate: str = CANDIDATE) -> str:
    """Which is nearer the picture that both come from, and why."""
    if found.side == "undecided":
        if found.reasons and found.against:
            return (
                f"Which of the two is nearer their source cannot be told: {query} {_and(found.reasons)}, "
                f"{candidate} {_and(found.against)}."
            )
        return "Nothing says which of the two is nearer their source."
    name = query if found.side == "query" else candidate
    return _sentence(f"{name} is nearer their source: it {_and(found.reasons)}.")


def _places(done: Sequence[RecipeStep]) -> Iterator[str]:
    """What covers or changes places of the picture, all of a kind in one phrase."""
    for kind, words in STEP_WORDS.items():
        areas = [step for step in done if step.kind == kind] if words.many else []
        if len(areas) == 1:
            yield words.phrase(areas[0])
        elif areas:
            yield words.many.format(count=len(areas))


def _turned_over(done: Sequence[RecipeStep]) -> str | None:
    """Mirrored and turned by half is what people call upside down."""
    kinds = {step.kind: step for step in done}
    if "mirrored" in kinds and "rotated" in kinds and abs(kinds["rotated"].number("degrees")) == 180.0:
        return "flipped upside down"
    return None


def _and(reasons: Sequence[NearerReason]) -> str:
    return " and ".join(_REASON[reason] for reason in reasons)


def _part(share: float) -> str:
    """A share of a picture; its outermost pixels are nobody's."""
    return "all" if share >= _ALL else percent(share)


def _sentence(text: str) -> str:
    """With a capital at its beginning, unless it begins with the name of a file."""
    return text[:1].upper() + text[1:] if text.startswith(("your ", "the ")) else text
