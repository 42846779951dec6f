"""The sentences of an explanation, the same on the pages and elsewhere: the recipe, what of each picture is in the
other, and which is nearer the source.

They say what was done and never who did it or why, and only which of the two is *nearer* the picture both come from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from pictrace.types import ChangeMap, Recipe, RecipeStep, SourceDirection, SourceReason, StepKind

QUERY = "your picture"
CANDIDATE = "the other picture"
NOT_CLAIMED = "What was done to make one of the other cannot be told: no steps were found that give it again."
UNCHANGED = "Nothing was done: {result} is {source}, unchanged."
# Colours drift by so much before a word is worth it.
_HUE = 0.04
_ALL = 0.99
_REASON: dict[SourceReason, str] = {
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
    """The steps as phrases in their order: "cropped to 62 % (top left)", "mirrored", "10 % brighter"."""
    flipped = _flipped(found.steps)
    phrases = [] if flipped is None else [flipped]
    for step in found.steps:
        if step.kind in ("pasted", "altered") or (flipped is not None and step.kind in ("mirrored", "rotated")):
            continue
        if step.kind == "recompressed":
            phrases += _overlays(found.steps)
        phrases.append(_STEP[step.kind](step))
    return tuple(
        phrases if any(step.kind == "recompressed" for step in found.steps) else [*phrases, *_overlays(found.steps)]
    )


def coverage(changes: ChangeMap, query: str = QUERY, candidate: str = CANDIDATE) -> str:
    """How much of each is in the other: "Your picture shows 62 % of cat.jpg; 96 % of your picture comes from it." """
    shown, comes = _part(changes.shown), _part(changes.from_candidate)
    return _sentence(f"{query} shows {shown} of {candidate}; {comes} of {query} comes from it.")


def source_direction(found: SourceDirection, query: str = QUERY, candidate: str = CANDIDATE) -> str:
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


def where(shares: Sequence[float]) -> str:
    """Where a box lies, given as left, top, width, height in shares: "top left", "middle", …"""
    x, y = shares[0] + shares[2] / 2, shares[1] + shares[3] / 2
    down = "top" if y < 0.4 else "bottom" if y > 0.6 else ""
    across = "left" if x < 0.4 else "right" if x > 0.6 else ""
    return " ".join(part for part in (down, across) if part) or "middle"


def _overlays(recipe_steps: Sequence[RecipeStep]) -> Iterator[str]:
    """What covers or changes places of the picture, all of a kind in one phrase."""
    kinds: tuple[tuple[StepKind, str], ...] = (("pasted", "with something added over it"), ("altered", "altered"))
    for kind, words in kinds:
        areas = [step for step in recipe_steps if step.kind == kind]
        if len(areas) == 1:
            yield f"{words} ({where(_many(areas[0], 'shares'))})"
        elif areas:
            yield f"{words} in {len(areas)} places"


def _flipped(recipe_steps: Sequence[RecipeStep]) -> str | None:
    """Mirrored and turned by half is what people call upside down."""
    kinds = {step.kind: step for step in recipe_steps}
    if "mirrored" in kinds and "rotated" in kinds and abs(_number(kinds["rotated"], "degrees")) == 180.0:
        return "flipped upside down"
    return None


def _cropped(step: RecipeStep) -> str:
    return f"cropped to {_percent(_number(step, 'share'))} ({where(_many(step, 'shares'))})"


def _rotated(step: RecipeStep) -> str:
    degrees = _number(step, "degrees")
    amount = (
        f"{abs(degrees):.0f}°" if abs(degrees) >= 10 or abs(degrees) == round(abs(degrees)) else f"{abs(degrees):.1f}°"
    )
    if amount == "180°":
        return "turned by 180°"
    return f"turned by {amount} {'clockwise' if degrees > 0 else 'counter-clockwise'}"


def _stretched(step: RecipeStep) -> str:
    factor = _number(step, "factor")
    return f"made {_more(factor)} wider" if factor > 1 else f"made {_more(factor)} narrower"


def _scaled(step: RecipeStep) -> str:
    factor = _number(step, "factor")
    return f"{'enlarged' if factor > 1 else 'shrunk'} to {_percent(factor)}"


def _brightness(step: RecipeStep) -> str:
    factor = _number(step, "factor")
    return f"{_more(factor)} {'brighter' if factor > 1 else 'darker'}"


def _contrast(step: RecipeStep) -> str:
    factor = _number(step, "factor")
    return f"with {_more(factor)} {'more' if factor > 1 else 'less'} contrast"


def _gamma(step: RecipeStep) -> str:
    return "with lighter middle tones" if _number(step, "exponent") < 1 else "with darker middle tones"


def _saturation(step: RecipeStep) -> str:
    factor = _number(step, "factor")
    return f"in {_more(factor)} {'stronger' if factor > 1 else 'paler'} colours"


def _tint(step: RecipeStep) -> str:
    red, green, blue = (_number(step, name) for name in ("red", "green", "blue"))
    if abs(red - blue) >= abs(green - (red + blue) / 2) and abs(red - blue) > _HUE:
        return "warmer" if red > blue else "cooler"
    return "greener" if green > (red + blue) / 2 else "more purple"


def _bordered(step: RecipeStep) -> str:
    sides = [side for side in ("left", "top", "right", "bottom") if _number(step, side) > 0]
    names = {"left": "on the left", "top": "above", "right": "on the right", "bottom": "below"}
    if len(sides) == 4:
        return "with a border"
    return f"with a bar {' and '.join(names[side] for side in sides)}"


def _captioned(step: RecipeStep) -> str:
    return f"with words or bars beside it ({where(_many(step, 'shares'))})"


def _placed(step: RecipeStep) -> str:
    return f"put into another picture, of which it fills {_percent(_number(step, 'share'))}"


def _recompressed(step: RecipeStep) -> str:
    return f"saved again at JPEG quality about {_number(step, 'quality'):.0f}"


_STEP: dict[StepKind, Callable[[RecipeStep], str]] = {
    "cropped": _cropped,
    "mirrored": lambda step: "mirrored",
    "rotated": _rotated,
    "perspective": lambda step: "seen at another angle",
    "skewed": lambda step: "slanted",
    "stretched": _stretched,
    "scaled": _scaled,
    "brightness": _brightness,
    "contrast": _contrast,
    "gamma": _gamma,
    "saturation": _saturation,
    "grey": lambda step: "in grey",
    "tint": _tint,
    "blurred": lambda step: "blurred",
    "sharpened": lambda step: "sharpened",
    "bordered": _bordered,
    "captioned": _captioned,
    "placed": _placed,
    "recompressed": _recompressed,
}


def _and(reasons: Sequence[SourceReason]) -> str:
    return " and ".join(_REASON[reason] for reason in reasons)


def _more(factor: float) -> str:
    """How far a factor is from 1, as "20 %"."""
    return f"{max(1, round(100 * abs(factor - 1.0)))} %"


def _part(share: float) -> str:
    """A share of a picture; its outermost pixels are nobody's."""
    return "all" if share >= _ALL else _percent(share)


def _percent(share: float) -> str:
    return f"{math.floor(100 * share + 0.5):,} %" if share >= 0.01 else "under 1 %"


def _number(step: RecipeStep, name: str) -> float:
    value = step.parameters[name]
    if isinstance(value, tuple):
        raise TypeError(f"{name} of {step.kind} is several numbers")
    return float(value)


def _many(step: RecipeStep, name: str) -> tuple[float, ...]:
    value = step.parameters[name]
    return value if isinstance(value, tuple) else (value,)


def _sentence(text: str) -> str:
    """With a capital at its beginning, unless it begins with the name of a file."""
    return text[:1].upper() + text[1:] if text.startswith(("your ", "the ")) else text
