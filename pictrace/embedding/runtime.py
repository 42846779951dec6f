"""What runs a network: the operations that networks are written in, once for every runtime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from pictrace.embedding.backbone import Forward
from pictrace.embedding.convolution import Convolution

# The least that a generalised mean takes a value for, so that a channel that is silent everywhere has a root.
SILENT = 1e-6
# A window of a map: left, top, across, down, in cells.
Window = tuple[int, int, int, int]


class Runtime(Protocol):
    """Values are the runtime's own: maps of a batch of pictures in the order of axes that suits it, or vectors (n, c).

    name : as in `Settings.runtime`. title : as people write it. fills_cores : whether a pass over one picture
    keeps all cores busy, so that a second one beside it gains nothing; the pictures of a batch then go one by one.
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def fills_cores(self) -> bool: ...

    def normalised(
        self, pixels: Any, mean: Sequence[float], deviation: float = 1.0, *, blue_first: bool = False
    ) -> Any:
        """The pixels, (n, s, s, 3) uint8 RGB, less `mean` of each channel, by `deviation`.

        blue_first : turn RGB round to BGR; `mean` is in that order then.
        """
        ...

    def placed(self, convolution: Convolution) -> Any:
        """A convolution for `convolved`, its numbers where the runtime wants them. Once for all maps it is used on."""
        ...

    def convolved(self, values: Any, placed: Any) -> Any: ...

    def relu(self, values: Any, most: float | None = None) -> Any:
        """Nothing under 0, and nothing over `most`."""
        ...

    def padded(self, values: Any, by: int) -> Any:
        """A map with so many cells of 0 on every side."""
        ...

    def max_pooled(self, values: Any) -> Any:
        """The largest of 3 × 3 cells at every second one, whole windows alone."""
        ...

    def added(self, values: Any, others: Any) -> Any: ...

    def window(self, values: Any, window: Window) -> Any:
        """A part of a map, which is a map."""
        ...

    def mean(self, values: Any) -> Any:
        """The mean over the cells of a map, (n, c)."""
        ...

    def generalised_mean(self, values: Any, power: float) -> Any:
        """(mean over the cells of x ** power) ** (1 / power), (n, c), x at least `SILENT`."""
        ...

    def unit_rows(self, vectors: Sequence[Any]) -> Any:
        """k times (n, c) → (n, k, c), each scaled to L2 norm 1."""
        ...

    def compiled(self, side: int, network: Callable[[Any], Any]) -> Forward:
        """The network as a function of pixels, (n, side, side, 3) uint8 RGB for any n from 1. Serves many threads."""
        ...
