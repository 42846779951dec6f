"""The steps that a recipe is made of, and what follows from each kind. Its words stand in `explanation/step_words.py`.

A step is added here (`StepKind` and `STEP_FACTS`), in its words, and where it is measured (`explanation/steps.py`, or
`tone_steps.py`); everything else follows from the two tables, and the tests compare them with `StepKind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pictrace.types.explanation import SourceReason

StepKind = Literal[
    "cropped",  # box : of the source, pixels; share : of its area; corners : of what is kept, when it lies askew
    "mirrored",  # left and right exchanged
    "rotated",  # degrees : clockwise, in (−180, 180]; red, green, blue : of the corners that this left
    "perspective",  # amount : largest shift of a corner that no turning, scaling and stretching explains, as a share
    "skewed",  # amount : the same of what makes right angles oblique
    "stretched",  # factor : width against height, above 1 wider
    "scaled",  # factor : pixels of the result for one of the source, along a side
    "negative",  # all tones inverted
    "posterised",  # levels : how many tones a channel; tones : these; starts : lowest value of each but the first
    "brightness",  # factor : every value times this
    "contrast",  # factor : distances from mid-grey times this
    "gamma",  # exponent
    "saturation",  # factor : of colours, above 1 more colourful
    "grey",  # no colours left
    "tint",  # red, green, blue : factors, their luma is 1
    "uneven_light",  # coefficients : of a polynomial gain over the result; darkest, brightest : of that gain
    "blurred",  # sigma : of a Gaussian, in pixels of the result
    "sharpened",  # amount : of unsharp masking
    "bordered",  # left, top, right, bottom : pixels; red, green, blue : of its middle colour, 0 to 255
    "captioned",  # box : of the result, pixels: words or bars beside the picture
    "placed",  # box : of the result, pixels: where the source lies in a larger picture; share : of the result's area
    "pasted",  # box : of the result, pixels: something that covers the source; share : of the result's area
    "written",  # box, share : words over it
    "veiled",  # box, share : a half-transparent mark over it; share : of what is marked
    "altered",  # box, share : where it shows something else
    "recompressed",  # quality, source_quality : of a JPEG, 1 to 100, as far as known
]
StepValue = float | int | tuple[float, ...]
# How a step is done again: by the recipe's matrix; by inverting, or by its tones, before anything else; by the tone
# fit, its gain or the blur; by filling what a border takes; by leaving its box as the result has it; or not at all,
# because what was put there is not known.
DoneBy = Literal["matrix", "inversion", "tones", "tone", "gain", "blur", "border", "result", "nothing"]


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What follows from a kind of step.

    parameters : those that each such step has, as said at `StepKind`; a box has `shares` beside it. optional : those
    that some have. fills_corners : whether a colour it names fills what turning left. is_edit : whether somebody did
    it; saving and resizing happen by themselves. against_result : why what it was done to is nearer the source; None
    where nothing is lost by it, or not always.
    """

    done_by: DoneBy
    parameters: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    fills_corners: bool = False
    is_edit: bool = True
    against_result: SourceReason | None = None


_BOX = ("box", "shares")
_COLOUR = ("red", "green", "blue")

# In the order in which they are told.
STEP_FACTS: dict[StepKind, StepFacts] = {
    "cropped": StepFacts("matrix", (*_BOX, "share"), ("corners",), against_result="shows_more"),
    "mirrored": StepFacts("matrix"),
    "rotated": StepFacts("matrix", ("degrees",), _COLOUR, fills_corners=True),
    "perspective": StepFacts("matrix", ("amount",)),
    "skewed": StepFacts("matrix", ("amount",)),
    "stretched": StepFacts("matrix", ("factor",)),
    "scaled": StepFacts("matrix", ("factor",), is_edit=False),
    "negative": StepFacts("inversion"),
    "posterised": StepFacts("tones", ("levels", "tones", "starts")),
    "brightness": StepFacts("tone", ("factor",)),
    "contrast": StepFacts("tone", ("factor",)),
    "gamma": StepFacts("tone", ("exponent",)),
    "saturation": StepFacts("tone", ("factor",)),
    "grey": StepFacts("tone", against_result="colour"),
    "tint": StepFacts("tone", _COLOUR),
    "uneven_light": StepFacts("gain", ("coefficients", "darkest", "brightest")),
    "blurred": StepFacts("blur", ("sigma",), against_result="sharper"),
    "sharpened": StepFacts("blur", ("amount",)),
    "bordered": StepFacts("border", ("left", "top", "right", "bottom", *_COLOUR), against_result="nothing_added"),
    "captioned": StepFacts("result", _BOX, against_result="nothing_added"),
    "placed": StepFacts("nothing", (*_BOX, "share"), against_result="nothing_added"),
    "pasted": StepFacts("nothing", (*_BOX, "share")),
    "written": StepFacts("nothing", (*_BOX, "share")),
    "veiled": StepFacts("nothing", (*_BOX, "share")),
    "altered": StepFacts("nothing", (*_BOX, "share")),
    "recompressed": StepFacts("nothing", ("quality",), ("source_quality",), is_edit=False),
}


@dataclass(frozen=True, slots=True)
class RecipeStep:
    """One step. parameters : as said at `StepKind`; a box is (x, y, width, height) in pixels of the original, and
    beside each box stand its `shares`, the same four as shares of that original's width and height."""

    kind: StepKind
    parameters: Mapping[str, StepValue] = field(default_factory=dict)

    @property
    def facts(self) -> StepFacts:
        return STEP_FACTS[self.kind]

    def number(self, name: str) -> float:
        """A parameter that is one number. Raises TypeError where it is several."""
        value = self.parameters[name]
        if isinstance(value, tuple):
            raise TypeError(f"{name} of {self.kind} is several numbers")
        return float(value)

    def numbers(self, name: str) -> tuple[float, ...]:
        """A parameter that is several numbers."""
        value = self.parameters[name]
        return value if isinstance(value, tuple) else (value,)

    @property
    def colour(self) -> tuple[int, int, int] | None:
        """0 to 255 each, where the step names a colour."""
        red, green, blue = (self.parameters.get(name) for name in _COLOUR)
        if isinstance(red, int) and isinstance(green, int) and isinstance(blue, int):
            return red, green, blue
        return None
