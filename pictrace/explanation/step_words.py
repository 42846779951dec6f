"""What each kind of step is called and how it is said: one entry a kind, the same on the pages and in reports."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pictrace.explanation.uneven_light import gain_of, is_vignette
from pictrace.types import RecipeStep, StepKind

# Colours drift by so much before a word is worth it.
_HUE = 0.04
# A mark over all of a picture ends where its last letter does.
_NEARLY_ALL = 0.8
_SIDES = ("left", "top", "right", "bottom")
# By the sides that have one.
_BARS: dict[tuple[str, ...], str] = {
    ("left",): "with a bar on the left",
    ("top",): "with a bar above",
    ("right",): "with a bar on the right",
    ("bottom",): "with a bar below",
    ("left", "top"): "with a bar on the left and above",
    ("left", "right"): "with a bar on the left and on the right",
    ("left", "bottom"): "with a bar on the left and below",
    ("top", "right"): "with a bar above and on the right",
    ("top", "bottom"): "with a bar above and below",
    ("right", "bottom"): "with a bar on the right and below",
    ("left", "top", "right"): "with a bar on the left and above and on the right",
    ("left", "top", "bottom"): "with a bar on the left and above and below",
    ("left", "right", "bottom"): "with a bar on the left and on the right and below",
    ("top", "right", "bottom"): "with a bar above and on the right and below",
    _SIDES: "with a border",
}


@dataclass(frozen=True, slots=True)
class StepWords:
    """name : in the table of a report. phrase : of one step, as it stands after a comma: "cropped to 62 % (top left)".

    many : for kinds that are told of the finished picture, all of a kind in one phrase; "" for those told one by one.
    """

    name: str
    phrase: Callable[[RecipeStep], str]
    many: str = ""


def percent(share: float) -> str:
    """Whole percents; what is there is never nothing."""
    return f"{math.floor(100 * share + 0.5):,} %" if share >= 0.01 else "under 1 %"


def where(shares: Sequence[float]) -> str:
    """Where a box lies, given as left, top, width, height in shares: "top left", "middle", …"""
    x, y = shares[0] + shares[2] / 2, shares[1] + shares[3] / 2
    down = "top" if y < 0.4 else "bottom" if y > 0.6 else ""
    across = "left" if x < 0.4 else "right" if x > 0.6 else ""
    return " ".join(part for part in (down, across) if part) or "middle"


def over(shares: Sequence[float]) -> str:
    """How much of a picture a box spans: "all", "62 %"."""
    spanned = shares[2] * shares[3]
    return "all" if spanned >= _NEARLY_ALL else percent(spanned)


def _said(phrase: str) -> Callable[[RecipeStep], str]:
    """A phrase in which {share} and {where} are those of the step's box."""

    def say(step: RecipeStep) -> str:
        found = {}
        if "{share}" in phrase:
            found["share"] = percent(step.number("share"))
        if "{where}" in phrase:
            found["where"] = where(step.numbers("shares"))
        return phrase.format(**found)

    return say


def _by_factor(above: str, below: str) -> Callable[[RecipeStep], str]:
    """One phrase above 1 and one below; {change} is how far the factor is from 1, {factor} the factor itself."""

    def say(step: RecipeStep) -> str:
        factor = step.number("factor")
        change = f"{max(1, round(100 * abs(factor - 1.0)))} %"
        return (above if factor > 1 else below).format(change=change, factor=percent(factor))

    return say


def _rotated(step: RecipeStep) -> str:
    degrees = abs(step.number("degrees"))
    amount = f"{degrees:.0f}" if degrees >= 10 or degrees == round(degrees) else f"{degrees:.1f}"
    if amount == "180":
        return "turned by 180°"
    said = "turned by {degrees}° clockwise" if step.number("degrees") > 0 else "turned by {degrees}° counter-clockwise"
    return said.format(degrees=amount)


def _gamma(step: RecipeStep) -> str:
    return "with lighter middle tones" if step.number("exponent") < 1 else "with darker middle tones"


def _tint(step: RecipeStep) -> str:
    red, green, blue = (step.number(name) for name in ("red", "green", "blue"))
    if abs(red - blue) >= abs(green - (red + blue) / 2) and abs(red - blue) > _HUE:
        return "warmer" if red > blue else "cooler"
    return "greener" if green > (red + blue) / 2 else "more purple"


def _posterised(step: RecipeStep) -> str:
    return "in {levels:.0f} tones a channel".format(levels=step.number("levels"))


def _veiled(step: RecipeStep) -> str:
    return "with a half-transparent mark over {part} of it".format(part=over(step.numbers("shares")))


def _uneven_light(step: RecipeStep) -> str:
    coefficients = step.numbers("coefficients")
    if is_vignette(coefficients):
        return "darker towards the corners"
    gain = gain_of(coefficients, (3, 3))
    sides = {
        "with the light falling off to the left": gain[:, 0],
        "with the light falling off to the right": gain[:, 2],
        "with the light falling off to the top": gain[0],
        "with the light falling off to the bottom": gain[2],
    }
    if min(side.mean() for side in sides.values()) > gain[1, 1]:
        return "lighter towards the corners"
    return min(sides, key=lambda name: float(sides[name].mean()))


def _bordered(step: RecipeStep) -> str:
    return _BARS[tuple(side for side in _SIDES if step.number(side) > 0)]


def _recompressed(step: RecipeStep) -> str:
    return "saved again at JPEG quality about {quality:.0f}".format(quality=step.number("quality"))


STEP_WORDS: dict[StepKind, StepWords] = {
    "cropped": StepWords("Cropped", _said("cropped to {share} ({where})")),
    "mirrored": StepWords("Mirrored", _said("mirrored")),
    "rotated": StepWords("Turned", _rotated),
    "perspective": StepWords("Another angle", _said("seen at another angle")),
    "skewed": StepWords("Slanted", _said("slanted")),
    "stretched": StepWords("Stretched", _by_factor("made {change} wider", "made {change} narrower")),
    "scaled": StepWords("Scaled", _by_factor("enlarged to {factor}", "shrunk to {factor}")),
    "negative": StepWords("Negative", _said("with all tones inverted")),
    "posterised": StepWords("Posterised", _posterised),
    "brightness": StepWords("Brightness", _by_factor("{change} brighter", "{change} darker")),
    "contrast": StepWords("Contrast", _by_factor("with {change} more contrast", "with {change} less contrast")),
    "gamma": StepWords("Middle tones", _gamma),
    "saturation": StepWords("Colourfulness", _by_factor("in {change} stronger colours", "in {change} paler colours")),
    "grey": StepWords("Grey", _said("in grey")),
    "tint": StepWords("Tint", _tint),
    "uneven_light": StepWords("Uneven light", _uneven_light),
    "blurred": StepWords("Blurred", _said("blurred")),
    "sharpened": StepWords("Sharpened", _said("sharpened")),
    "bordered": StepWords("Border", _bordered),
    "captioned": StepWords("Words or bars", _said("with words or bars beside it ({where})")),
    "placed": StepWords("Put into another picture", _said("put into another picture, of which it fills {share}")),
    "pasted": StepWords(
        "Something over it",
        _said("with something added over it ({where})"),
        many="with something added over it in {count} places",
    ),
    "written": StepWords(
        "Words over it", _said("with words over it ({where})"), many="with words over it in {count} places"
    ),
    "veiled": StepWords("Half-transparent mark", _veiled),
    "altered": StepWords("Altered", _said("altered ({where})"), many="altered in {count} places"),
    "recompressed": StepWords("Saved as JPEG", _recompressed),
}
