"""The sentences of an explanation, the same on the pages and elsewhere: the recipe, what of each picture is in the
other, and which is nearer the source.

They say what was done and never who did it or why, and only which of the two is *nearer* the picture both come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pictrace.explanation.step_words import STEP_WORDS, over, percent, where
from pictrace.types import ADDED, ChangedArea, ChangeMap, Recipe, RecipeStep, SourceDirection, SourceReason

QUERY = "your picture"
CANDIDATE = "the other picture"
NOT_CLAIMED = "What was done to make one of the other cannot be told: no steps were found that give it again."
UNCHANGED = "Nothing was done: {result} is {source}, unchanged."
NEARER = "{name} is nearer their source."
CANNOT_BE_TOLD = "Which of the two is nearer their source cannot be told."
NOTHING_SAYS = "Nothing says which of the two is nearer their source."
_ALL = 0.99
_MOST_AREAS = 5
_REASON: dict[SourceReason, str] = {
    "shows_more": "{name} shows more.",
    "nothing_added": "{name} has nothing around it.",
    "colour": "{name} is in colour.",
    "more_pixels": "{name} has more pixels.",
    "sharper": "{name} is sharper.",
    "finer_saved": "{name} was saved at a higher quality.",
    "earlier_date": "{name} has an earlier date.",
    "camera_data": "{name} names a camera in its file.",
    "seen_first": "{name} came into the library first.",
}


def recipe(found: Recipe, query: str = QUERY, candidate: str = CANDIDATE) -> str:
    """One sentence of what was done. query, candidate : what to call the two; "your …" and "the …" get a capital at the
    beginning, names of files are left as they are."""
    if not found.claimed:
        return NOT_CLAIMED
    forward = found.direction == "query_from_candidate"
    result, source = (query, candidate) if forward else (candidate, query)
    phrases = steps(found)
    if not phrases:
        return UNCHANGED.format(result=result, source=source)
    return _sentence(f"{result} is {source}, {', '.join(phrases)}.")


def steps(found: Recipe) -> tuple[str, ...]:
    """The steps as phrases in their order: "cropped to 62 % (top left)", "mirrored", "10 % brighter".

    What covers or changes places of the picture is told of the finished one, before how it was saved.
    """
    flipped = _flipped(found.steps)
    made, saved = [] if flipped is None else [flipped], list[str]()
    for step in found.steps:
        if STEP_WORDS[step.kind].many or (flipped is not None and step.kind in ("mirrored", "rotated")):
            continue
        (saved if step.kind == "recompressed" else made).append(STEP_WORDS[step.kind].phrase(step))
    return (*made, *_overlays(found.steps), *saved)


def coverage(changes: ChangeMap, query: str = QUERY, candidate: str = CANDIDATE) -> str:
    """How much of each is in the other: "Your picture shows 62 % of cat.jpg; 96 % of your picture comes from it." """
    shown, comes = _part(changes.shown), _part(changes.from_candidate)
    return _sentence(f"{query} shows {shown} of {candidate}; {comes} of {query} comes from it.")


def changed_area(area: ChangedArea) -> str:
    """What was put or changed there, and where: "a caption at the bottom, 18 % of the picture"."""
    if area.kind == "veil":
        return f"a half-transparent mark over {over(area.shares)} of it"
    place = where(area.shares)
    at = "in the middle" if place == "middle" else f"at the {place}"
    what = {"text": "a caption", "patch": "something put over it"}.get(area.kind or "")
    if what is None:
        what = "something added" if area.label == ADDED else "something altered"
    return f"{what} {at}, {percent(area.share)} of the picture"


def changed_areas(changes: ChangeMap) -> str:
    """What differs in the first picture and where, the largest first, in one sentence; "" where nothing does."""
    largest = sorted(changes.areas, key=lambda area: area.share, reverse=True)
    said = [changed_area(area) for area in largest[:_MOST_AREAS]]
    if len(largest) > _MOST_AREAS:
        said.append(f"and {len(largest) - _MOST_AREAS} smaller ones")
    return f"What differs: {'; '.join(said)}." if said else ""


def source_direction(found: SourceDirection, query: str = QUERY, candidate: str = CANDIDATE) -> str:
    """Which is nearer the picture that both come from, and why."""
    if found.side == "undecided":
        if not (found.reasons and found.against):
            return NOTHING_SAYS
        return " ".join([CANNOT_BE_TOLD, *_reasons(found.reasons, query), *_reasons(found.against, candidate)])
    name = query if found.side == "query" else candidate
    return " ".join([_sentence(NEARER.format(name=name)), *_reasons(found.reasons, "It")])


def _overlays(recipe_steps: Sequence[RecipeStep]) -> Iterator[str]:
    """What covers or changes places of the picture, all of a kind in one phrase."""
    for kind, words in STEP_WORDS.items():
        areas = [step for step in recipe_steps if step.kind == kind] if words.many else []
        if len(areas) == 1:
            yield words.phrase(areas[0])
        elif areas:
            yield words.many.format(count=len(areas))


def _flipped(recipe_steps: Sequence[RecipeStep]) -> str | None:
    """Mirrored and turned by half is what people call upside down."""
    kinds = {step.kind: step for step in recipe_steps}
    if "mirrored" in kinds and "rotated" in kinds and abs(kinds["rotated"].number("degrees")) == 180.0:
        return "flipped upside down"
    return None


def _reasons(reasons: Sequence[SourceReason], name: str) -> list[str]:
    """A sentence each. name : what to call the picture that they speak for."""
    return [_sentence(_REASON[reason].format(name=name)) for reason in reasons]


def _part(share: float) -> str:
    """A share of a picture; its outermost pixels are nobody's."""
    return "all" if share >= _ALL else percent(share)


def _sentence(text: str) -> str:
    """With a capital at its beginning, unless it begins with the name of a file."""
    return text[:1].upper() + text[1:] if text.startswith(("your ", "the ")) else text
