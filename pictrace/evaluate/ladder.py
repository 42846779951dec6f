"""Kinds of edit in rising strength, from what hardly shows to what nothing may survive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import UInt8Array

# Where each crop and each pasted picture lies is drawn anew for every picture; so many draws are needed.
_PLACES = 16


@dataclass(frozen=True, slots=True)
class Rung:
    """One strength of one kind of edit.

    kind : stable word ("crop"); doors have names for people for each of KINDS. strength : for people ("5 %"), "" for
    a kind that has only one.
    """

    kind: str
    strength: str
    edit: Edit

    @property
    def name(self) -> str:
        return f"{self.kind} {self.strength}".strip()


def ladder(seed: Sequence[int] = (0,), background: UInt8Array | None = None) -> tuple[Rung, ...]:
    """Every rung, kind by kind, each kind from its weakest to its strongest.

    seed : whole numbers from 0 up that decide where crops and pasted pictures lie.
    background : (H, W, 3) uint8 RGB that pasted pictures are pasted into; a made one if None.
    """
    places = iter(np.random.default_rng(list(seed)).random((_PLACES, 2)).tolist())
    scene = edits.made_background(seed=sum(seed)) if background is None else background

    def crop(area: float) -> Edit:
        return edits.crop(area, *next(places))

    steps: dict[str, list[tuple[str, Edit]]] = {
        "JPEG": [(str(quality), edits.recompress(quality)) for quality in (60, 30, 10)],
        "shrunk": [(_percent(factor), edits.downscale(factor)) for factor in (0.5, 0.25, 0.1)],
        "brighter": [(_times(factor), edits.brightness(factor)) for factor in (1.2, 1.4, 1.8)],
        "darker": [(_times(factor), edits.brightness(factor)) for factor in (0.8, 0.5, 0.3)],
        "more contrast": [(_times(factor), edits.contrast(factor)) for factor in (1.5, 2.2, 3.0)],
        "less contrast": [(_times(factor), edits.contrast(factor)) for factor in (0.6, 0.35, 0.2)],
        "grey": [("", edits.grey())],
        "tint": [
            ("slight", edits.tint(1.08, 1.0, 0.9)),
            ("clear", edits.tint(1.15, 1.0, 0.75)),
            ("strong", edits.tint(1.35, 1.0, 0.45)),
        ],
        "blur": [(f"{sigma} px", edits.blur(sigma)) for sigma in (1, 2, 4)],
        "noise": [(str(sigma), edits.noise(sigma)) for sigma in (10, 25, 50)],
        "mirror": [("", edits.mirror())],
        "rotate": [(f"{degrees}°", edits.rotate(degrees)) for degrees in (5, 15, 45, 90)],
        "crop": [(_percent(area), crop(area)) for area in (0.5, 0.2, 0.1, 0.05, 0.02)],
        "caption": [(_percent(share), edits.caption(share=share)) for share in (0.08, 0.16, 0.3)],
        "padding": [(_percent(share), edits.pad(share)) for share in (0.2, 0.5, 1.0)],
        "letterbox": [(_percent(share), edits.letterbox(share)) for share in (0.1, 0.2, 0.4)],
        "screenshot": [(screen, edits.screenshot(screen, seed=sum(seed) % 1000)) for screen in ("phone", "browser")],
        "pasted": [(_percent(area), edits.paste_into(scene, area, *next(places))) for area in (0.4, 0.2, 0.16, 0.1)],
        "combined": [
            (name, edits.chain(name, name, *parts))
            for name, parts in (
                ("crop 50 %, mirror, JPEG 30", (crop(0.5), edits.mirror(), edits.recompress(30))),
                ("rotate 15°, darker, caption", (edits.rotate(15), edits.brightness(0.6), edits.caption())),
                ("crop 30 %, grey, shrunk 40 %", (crop(0.3), edits.grey(), edits.downscale(0.4))),
                ("crop 20 %, mirror, tint, JPEG 15", (crop(0.2), edits.mirror(), edits.tint(), edits.recompress(15))),
            )
        ],
    }
    return tuple(Rung(kind, strength, edit) for kind, rungs in steps.items() for strength, edit in rungs)


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _times(factor: float) -> str:
    return f"× {factor:g}"
