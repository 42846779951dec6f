"""The edit recipe, measured on made edits with known parameters: tuned on even pictures, reported on odd ones.

`python -m bench.recipe [--pictures N] [--tuning] [--json FILE]`
"""

from __future__ import annotations

import io
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image

from bench import made_copies, pictures, reporting, verdict_pairs
from bench.verdicts import JUDGE
from pictrace import explanation, imaging, matching
from pictrace.explanation.explain import CLAIMABLE
from pictrace.explanation.photometric_change import apply_tones
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.settings import Limits
from pictrace.types import (
    Explanation,
    Float64Array,
    JsonDict,
    Query,
    Recipe,
    RecipeStep,
    Region,
    StepKind,
    UInt8Array,
    Verdict,
)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """One made edit and what its recipe has to say. Only what is named is judged.

    group : what it is counted under. degrees : clockwise. box : of the source, x, y, width, height. toning : the
    change of tones alone. patch : x, y, width, height in the result. kinds : steps that the recipe has to have.
    quality : it is saved as a JPEG of this quality.
    """

    group: str
    edit: Edit
    mirrored: bool = False
    degrees: float = 0.0
    box: Box | None = None
    scale: float | None = None
    toning: Edit | None = None
    patch: Box | None = None
    kinds: frozenset[StepKind] = frozenset()
    quality: int = 90
    resaved: bool = False


@dataclass(slots=True)
class Tally:
    """Every judged value of a measure, in order."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, measure: str, value: float) -> None:
        self.values[measure].append(value)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--pictures", type=int, default=40, help="of the half that is measured")
    parser.add_argument("--tuning", action="store_true", help="measure the even half, for choosing thresholds")
    parser.add_argument("--verbose", action="store_true", help="name every miss")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.recipe {reason}")
        return 0
    half = verdict_pairs.halves(held_out=not given.tuning)
    tally = Tally()
    for place, path in enumerate(verdict_pairs.sample(half, given.pictures, seed=5)):
        number = int(path.stem)
        background = verdict_pairs.read(half[(place * 37 + 11) % len(half)])
        source = path.read_bytes()
        for truth in truths(number, verdict_pairs.read(path), background):
            found, verdict = explained(source, truth)
            for measure, value, good in judged(truth, verdict_pairs.read(path), found, verdict):
                tally.add(measure, value)
                if given.verbose and not good:
                    print(
                        f"  {number}.jpg {truth.group} / {truth.edit.name}: {measure} {value:.3f} {told(found.recipe)}"
                    )
    which = "even, tuning" if given.tuning else "odd, held-out"
    figures = summary(tally)
    lines = [
        f"{name:60} {value:.4g}" if isinstance(value, float) else f"{name:44} {value}"
        for name, value in figures.items()
    ]
    reporting.finish(f"Recipes of made edits on {given.pictures} {which} pictures", lines, figures, given.json)
    return 0


def truths(number: int, picture: UInt8Array, background: UInt8Array) -> Iterator[Truth]:
    """Made edits of a picture, the same for the same number."""
    random = np.random.default_rng([number, 11])
    height, width = picture.shape[:2]
    yield Truth("identical", Edit("identical", "identical", "", lambda pixels: pixels.copy()), quality=0)
    for quality in (20, int(random.integers(30, 75)), int(random.integers(75, 96))):
        yield Truth("re-saved", Edit(f"JPEG {quality}", "saved", "", np.copy), quality=quality, resaved=True)
    for factor in (0.25, float(random.uniform(0.3, 0.95))):
        yield Truth("re-saved", edits.downscale(factor), scale=factor, quality=80, resaved=True)
    yield Truth("mirrored", edits.mirror(), mirrored=True)
    for area in (0.2, float(random.uniform(0.2, 0.4)), float(random.uniform(0.4, 0.9))):
        cut = edits.crop(area, *random.random(2))
        yield Truth("cropped", cut, box=box_of(cut, picture), scale=1.0)
    degrees = (
        90.0,
        180.0,
        float(random.uniform(-45, 45)),
        float(random.uniform(-12, 12)),
        float(random.uniform(1.5, 5)),
    )
    for turn in degrees:
        # The edits package turns counter-clockwise.
        yield Truth("rotated", edits.rotate(-turn), degrees=turn)
    straightened = float(random.uniform(-10, 10))
    yield Truth("rotated", made_copies.turned_and_trimmed(-straightened), degrees=straightened)
    stretch = float(random.choice([random.uniform(0.75, 0.93), random.uniform(1.08, 1.35)]))
    yield Truth("stretched", made_copies.stretched(stretch), kinds=frozenset(["stretched"]))
    for toning in tonings(random):
        yield Truth("toned", toning, toning=toning, quality=int(random.integers(70, 95)))
    yield Truth("blurred", edits.blur(float(random.uniform(1.5, 4))), kinds=frozenset(["blurred"]))
    colour = tuple(random.integers(0, 256, 3).tolist())
    yield Truth("bordered", edits.pad(float(random.uniform(0.04, 0.3)), colour), kinds=frozenset(["bordered"]))
    yield Truth(
        "captioned", edits.caption("Seen on the net", float(random.uniform(0.08, 0.2))), kinds=frozenset(["captioned"])
    )
    yield Truth(
        "placed",
        edits.paste_into(background, float(random.uniform(0.2, 0.5)), *random.random(2)),
        kinds=frozenset(["placed"]),
    )
    patch, pasting = pasted(background, random, width, height)
    yield Truth("pasted over", pasting, patch=patch)
    yield Truth("written over", made_copies.written_over(number))
    yield combined(picture, random)
    for shot in verdict_pairs.SHOTS:
        yield Truth(f"other shot: {shot(0).name}", shot(number))


def tonings(random: np.random.Generator) -> Iterator[Edit]:
    yield edits.brightness(float(random.choice([random.uniform(0.5, 0.85), random.uniform(1.15, 1.6)])))
    yield edits.contrast(float(random.choice([random.uniform(0.5, 0.85), random.uniform(1.15, 1.6)])))
    yield edits.saturation(float(random.choice([random.uniform(0.1, 0.7), random.uniform(1.3, 1.9)])))
    yield edits.tint(*random.uniform(0.75, 1.2, 3))
    yield edits.grey()
    exponent = float(random.choice([random.uniform(0.5, 0.8), random.uniform(1.25, 1.8)]))
    yield Edit(f"gamma {exponent:.2f}", "gamma", "", lambda pixels: curved(pixels, exponent), {"exponent": exponent})
    yield edits.chain(
        "warmer, paler, darker",
        "",
        edits.tint(1.12, 1.0, 0.85),
        edits.saturation(0.6),
        edits.brightness(0.8),
    )


def combined(picture: UInt8Array, random: np.random.Generator) -> Truth:
    """Cropped, mirrored, smaller, other tones, saved poorly: what happens to a picture on its way."""
    cut = edits.crop(float(random.uniform(0.3, 0.8)), *random.random(2))
    toning = edits.brightness(float(random.uniform(1.1, 1.3)))
    made = edits.chain("combined", "", cut, edits.mirror(), edits.downscale(0.6), toning)
    return Truth("combined", made, mirrored=True, box=box_of(cut, picture), scale=0.6, toning=toning, quality=60)


def pasted(background: UInt8Array, random: np.random.Generator, width: int, height: int) -> tuple[Box, Edit]:
    """A piece of another picture over 3 to 10 % of this one, and where."""
    side = math.sqrt(float(random.uniform(0.03, 0.1)))
    size = round(side * width), round(side * height)
    left, top = (int(random.integers(0, whole - part)) for whole, part in zip((width, height), size, strict=True))
    piece = np.asarray(cv2.resize(background, size, interpolation=cv2.INTER_AREA), np.uint8)

    def apply(pixels: UInt8Array) -> UInt8Array:
        made = pixels.copy()
        made[top : top + size[1], left : left + size[0]] = piece
        return made

    return (left, top, *size), Edit("patch", "patch", "", apply)


def curved(pixels: UInt8Array, exponent: float) -> UInt8Array:
    return np.asarray(np.rint(255.0 * (pixels / 255.0) ** exponent), np.uint8)


def box_of(cut: Edit, picture: UInt8Array) -> Box:
    """Where a crop lies: `edits.crop` asked with a picture of coordinates."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    coordinates = np.dstack([x % 256, x // 256 + 16 * (y // 256), y % 256]).astype(np.uint8)
    kept = cut.apply(coordinates)
    low, mixed, high = (int(value) for value in kept[0, 0])
    return low + 256 * (mixed % 16), high + 256 * (mixed // 16), kept.shape[1], kept.shape[0]


def explained(source: bytes, truth: Truth) -> tuple[Explanation, Verdict]:
    """The story of an edited picture, saved as it says, and its source, whatever the verdict; and the verdict."""
    pixels = imaging.decode(source, name="source", limits=Limits()).pixels
    made = truth.edit.apply(pixels)
    data = source if truth.quality == 0 else saved(made, truth.quality)
    here, there = side(data), side(source)
    found = matching.gather(here[1], there[1].features, there[1].working)
    return explanation.explain(here[0], there[0], found), JUDGE.assess(here[1], there[1], found).verdict


def side(data: bytes) -> tuple[explanation.PairPicture, Query]:
    decoded = imaging.decode(data, name="a picture", limits=Limits())
    described = verdict_pairs.describe(decoded.pixels)
    made = explanation.PairPicture(
        described.working,
        decoded.width,
        decoded.height,
        decoded.byte_digest,
        decoded.pixel_digest,
        decoded.jpeg_quality,
    )
    return made, described


def saved(pixels: UInt8Array, quality: int) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def judged(
    truth: Truth, picture: UInt8Array, found: Explanation, verdict: Verdict
) -> Iterator[tuple[str, float, bool]]:
    """What is measured of one recipe: measure, value, whether that is as it should be."""
    recipe = found.recipe
    steps: dict[StepKind, RecipeStep] = {step.kind: step for step in recipe.steps}
    is_copy = not truth.group.startswith("other shot")
    in_product = recipe.claimed and verdict in CLAIMABLE
    yield f"claimed by the replay alone, {truth.group}", float(recipe.claimed), recipe.claimed == is_copy
    yield f"claimed in the product, {truth.group}", float(in_product), in_product == is_copy
    if not is_copy:
        return
    yield "mirror told right", float(("mirrored" in steps) == truth.mirrored), ("mirrored" in steps) == truth.mirrored
    yield (
        "told as made of the source",
        float(recipe.direction == "query_from_candidate"),
        recipe.direction == "query_from_candidate",
    )
    if truth.group == "identical" or truth.resaved:
        edited = recipe.changed or not recipe.claimed
        yield f"false edits, {truth.group}", float(edited), not edited
        if found.changes is not None:
            kept = found.changes.query_shares[1]
            yield f"kept, {truth.group}", kept, kept > 0.98
        if truth.resaved and recipe.claimed:
            step = steps.get("recompressed")
            yield "JPEG quality told right", float(step is None or step.parameters["quality"] == truth.quality), True
    if truth.degrees:
        turned = step_value(steps.get("rotated"), "degrees") or 0.0
        error = abs((turned - truth.degrees + 180) % 360 - 180)
        yield "rotation error", error, error <= 1
    elif truth.group != "identical":
        yield "false turns", float("rotated" in steps), "rotated" not in steps
    if truth.box is not None:
        overlap = iou(steps.get("cropped"), truth.box)
        yield "crop IoU", overlap, overlap >= 0.9
    if truth.scale is not None:
        scale = step_value(steps.get("scaled"), "factor") or 1.0
        error = abs(scale / truth.scale - 1)
        yield "scale error", error, error < 0.02
    if truth.toning is not None:
        apart = apply_tones(picture, recipe.tone).astype(np.float64) - truth.toning.apply(picture)
        error = float(np.abs(apart).mean())
        yield "colour error", error, error < 4
        yield f"colour error, {truth.toning.kind}", error, error < 4
    if truth.kinds:
        yield f"told: {', '.join(sorted(truth.kinds))}", float(truth.kinds <= set(steps)), truth.kinds <= set(steps)
    if truth.patch is not None:
        overlap = max(
            [box_overlap(area.box, truth.patch) for area in found.changes.areas] if found.changes else [], default=0.0
        )
        yield "patch IoU", overlap, overlap > 0.6
    if truth.group == "blurred":
        said = step_value(steps.get("blurred"), "sigma") or 0.0
        wanted = truth.edit.parameters["sigma"]
        if isinstance(wanted, float):
            yield "blur error", abs(said / wanted - 1), abs(said / wanted - 1) < 0.3


def step_value(step: RecipeStep | None, name: str) -> float | None:
    value = None if step is None else step.parameters[name]
    return float(value) if isinstance(value, (int, float)) else None


def iou(step: RecipeStep | None, truth: Box) -> float:
    box = None if step is None else step.parameters["box"]
    return box_overlap_of(box, truth) if isinstance(box, tuple) else 0.0


def box_overlap(region: Region, truth: Box) -> float:
    return box_overlap_of((region.x, region.y, region.width, region.height), truth)


def box_overlap_of(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    common = max(0.0, across) * max(0.0, down)
    return common / (a[2] * a[3] + b[2] * b[3] - common)


def told(recipe: Recipe) -> str:
    steps = "; ".join(f"{step.kind} {dict(step.parameters)}" for step in recipe.steps)
    numbers = f"{recipe.explained:.2f} {recipe.residual:.3f} {recipe.similarity:.2f}"
    return f"[{recipe.direction}, {numbers}] {steps}"


def summary(tally: Tally) -> JsonDict:
    figures: JsonDict = {}
    for measure, values in sorted(tally.values.items()):
        array: Float64Array = np.array(values)
        if measure == "rotation error":
            figures["rotation within 1°"] = float(np.mean(array <= 1))
            figures["rotation error, median degrees"] = float(np.median(array))
        elif measure == "crop IoU":
            figures["crop IoU at least .9"] = float(np.mean(array >= 0.9))
            figures["crop IoU, mean"] = float(array.mean())
        elif "error" in measure:
            figures[f"{measure}, median"] = float(np.median(array))
            figures[f"{measure}, 95 %"] = float(np.percentile(array, 95))
        else:
            figures[measure] = float(array.mean())
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
