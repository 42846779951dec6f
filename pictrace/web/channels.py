"""What the channels look like, in the order in which people meet them on the sliders, the cards and elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Swatch:
    """The fill of a channel's bars and marks. Stripes tell channels apart without colour vision; two stripes lie next
    to each other in every bar, so each has a direction of its own.

    colour, stripe : as CSS writes colours; without a stripe the fill is plain. degrees : where the stripes run.
    width : of a band of colour, in pixels; the stripe after it has half of that.
    """

    colour: str
    stripe: str = ""
    degrees: int = 0
    width: float = 4

    @property
    def fill(self) -> str:
        """As CSS writes a background."""
        if not self.stripe:
            return self.colour
        end = 1.5 * self.width
        return (
            f"repeating-linear-gradient({self.degrees}deg, {self.colour} 0 {self.width:g}px, "
            f"{self.stripe} {self.width:g}px {end:g}px)"
        )


SWATCHES: Mapping[str, Swatch] = {
    "cosine": Swatch("#3d74d6"),
    "keypoints": Swatch("#d1572b", "#e08f70", 45),
    "structure": Swatch("#b58700", "#d2b252", 90),
    "colour": Swatch("#8e5bb5", "#b492d0", 0, width=3),
}
SHOWN: tuple[str, ...] = tuple(SWATCHES)


def swatches() -> str:
    """A rule for each channel's class, which fills what has it."""
    return "\n".join(f".{channel} {{ background: {swatch.fill}; }}" for channel, swatch in SWATCHES.items())


def marks() -> str:
    """The same for the marks of a table whose rows are channels."""
    return "\n".join(f".pt-change .{channel} {{ --pt-dot: {swatch.fill}; }}" for channel, swatch in SWATCHES.items())
