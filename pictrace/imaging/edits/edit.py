"""What an edit is, and what the edits share: checking numbers, resizing, rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from pictrace.errors import InvalidInput
from pictrace.types import Float32Array, UInt8Array

Colour = tuple[int, int, int]
Parameter = float | str | Colour

WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One edit, ready to be applied to any picture.

    name : short, for tables ("crop 20 %"). kind : the function that makes it ("crop").
    words : what was done to the picture, for file names and sentences ("cropped to 20 percent").
    apply : (H, W, 3) uint8 RGB → (h, w, 3) uint8 RGB, a new array; the size is another where the edit says so.
    """

    name: str
    kind: str
    words: str
    apply: Callable[[UInt8Array], UInt8Array]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


def chain(name: str, words: str, *edits: Edit) -> Edit:
    """Several edits one after another, as one. Its parameters are theirs, as "kind.parameter"."""

    def apply(picture: UInt8Array) -> UInt8Array:
        for edit in edits:
            picture = edit.apply(picture)
        return picture

    parameters = {f"{edit.kind}.{key}": value for edit in edits for key, value in edit.parameters.items()}
    return Edit(name, "chain", words, apply, parameters)


def resized(picture: UInt8Array, width: int, height: int) -> UInt8Array:
    shrinks = width <= picture.shape[1]
    return as_uint8(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))


def rounded(values: Float32Array) -> UInt8Array:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def as_uint8(values: object) -> UInt8Array:
    return np.asarray(values, dtype=np.uint8)


def check_between(what: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise InvalidInput(f"{what} is {value}; give a number from {low:g} to {high:g}.")
