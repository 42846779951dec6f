"""ResNet50 trained on ImageNet: pictures → unit vectors of 2,048 numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pictrace.backbones import arithmetic, pretrained, weights_file
from pictrace.backbones.arithmetic import Arithmetic
from pictrace.backbones.convolution import Convolution, Normalisation
from pictrace.backbones.facts import BackboneFacts
from pictrace.backbones.map_network import Loaded, MapNetwork, loaded
from pictrace.backbones.pretrained import ensure_weights as ensure_weights
from pictrace.backbones.pretrained import is_here as is_here
from pictrace.backbones.quiet_tensorflow import import_tensorflow
from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings

# Against average pooling, on the same pictures: phone photos of covers among 1,000 others are found first .50 instead
# of .33 of the time, padded copies .83 instead of .57, pasted ones among 50 .52 instead of .36; 10 % crops .47 instead
# of .49, and precision at 10 on Corel-1k .952 instead of .960.
GEM_POWER = 3.0

# Whatever changes vectors has its word here: training data, preprocessing, input side, pooling, and a count of
# every other change (resizing, normalisation).
VERSION = "imagenet-caffe-320-gem3-1"
_STAGES = {2: 3, 3: 4, 4: 6, 5: 3}
# A picture with its parts on two cores, in batches of 16.
_MILLISECONDS: dict[Arithmetic, float] = {"float32": 113.0, "bfloat16": 30.0}
_MEAN = (103.939, 116.779, 123.68)
_EPSILON = 1.001e-5
IMAGENET_FINGERPRINT = "94006a70cef38698e14f41e9c3b2ea243e47b75c44a423f530012c608a5ea774"


class Resnet50(MapNetwork):
    """`keras.applications.ResNet50(include_top=False)` at 320 × 320, GeM pooling with p = 3, L2 norm 1.

    He et al., "Deep residual learning for image recognition", arXiv:1512.03385; Radenović et al., "Fine-tuning CNN
    image retrieval with no human annotation", arXiv:1711.02512 (generalised-mean pooling). Loading takes about 7 s.
    """

    name = "resnet50"
    dimension = 2048

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._arithmetic = arithmetic.choose(settings.arithmetic)

    @cached_property
    def version(self) -> str:
        """What the vectors depend on. A file named in the settings is read, since its weights may be others.

        Raises WeightsUnavailable when that file cannot be used.
        """
        if self._settings.weights_file is None:
            return VERSION
        found = weights_file.fingerprint(pretrained.find(self._settings).variables)
        return VERSION if found == IMAGENET_FINGERPRINT else f"{VERSION}-weights-{found[:12]}"

    def _source_now(self) -> str:
        return f"{pretrained.describe_source(self._settings)}, computed in {self._arithmetic}"

    def _load(self) -> Loaded:
        found = pretrained.find(self._settings)
        return _build(found.variables, f"{found.source}, computed in {self._arithmetic}", self._arithmetic)


def create(settings: Settings) -> Resnet50:
    """The factory that `backbones.create` calls."""
    return Resnet50(settings)


def facts() -> BackboneFacts:
    """What a person needs to know to choose this network."""
    return BackboneFacts(
        name="resnet50",
        title="ResNet50",
        sentence="The default: finds copies and pictures that show the same kind of thing alike well. "
        "Its weights (103 MB) are fetched once.",
        milliseconds=_MILLISECONDS[arithmetic.choose("auto")],
    )


def _build(variables: weights_file.Variables, source: str, arithmetic: Arithmetic) -> Loaded:
    tensorflow = import_tensorflow()
    features = last_map(tensorflow, variables, arithmetic)
    return loaded(tensorflow, features, lambda cells: pooled(tensorflow, cells), source)


def last_map(
    tensorflow: Any, variables: weights_file.Variables, arithmetic: Arithmetic = "float32"
) -> Callable[[Any], Any]:
    """The network without its classifier: (n, s, s, 3) float32 RGB in [0, 255] → (n, s / 32, s / 32, 2048) float32.

    The layers of `keras.applications.ResNet50` with their normalisation folded in: in float32 the same map to 1e-4 of
    its largest value, in two thirds of the time. Raises WeightsUnavailable when the weights are not of such layers.
    """
    stem = _folded(variables, "conv1", stride=2, padding="VALID").placed(tensorflow, arithmetic)
    blocks = [
        _block(
            tensorflow,
            variables,
            f"conv{stage}_block{number}",
            stride=2 if number == 1 and stage > 2 else 1,
            arithmetic=arithmetic,
        )
        for stage, count in _STAGES.items()
        for number in range(1, count + 1)
    ]

    def padded(values: Any, by: int) -> Any:
        return tensorflow.pad(values, [(0, 0), (by, by), (by, by), (0, 0)])

    def features(pixels: Any) -> Any:
        # Caffe's way: blue first, less the mean of ImageNet.
        values = padded(pixels[..., ::-1] - np.array(_MEAN, dtype=np.float32), 3)
        values = tensorflow.cast(values, arithmetic)
        values = padded(tensorflow.nn.relu(stem.apply(tensorflow, values)), 1)
        values = tensorflow.nn.max_pool2d(values, 3, 2, "VALID")
        for block in blocks:
            inside = tensorflow.nn.relu(block.reduce.apply(tensorflow, values))
            inside = tensorflow.nn.relu(block.look.apply(tensorflow, inside))
            inside = block.expand.apply(tensorflow, inside)
            beside = values if block.beside is None else block.beside.apply(tensorflow, values)
            values = tensorflow.nn.relu(beside + inside)
        return tensorflow.cast(values, tensorflow.float32)

    return features


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Fewer channels, a look around, more channels; beside it the input, brought to the same shape where it differs."""

    reduce: Convolution
    look: Convolution
    expand: Convolution
    beside: Convolution | None


def _block(
    tensorflow: Any, variables: weights_file.Variables, name: str, stride: int, arithmetic: Arithmetic
) -> _Block:
    def placed(part: int, stride: int = 1) -> Convolution:
        return _folded(variables, f"{name}_{part}", stride=stride).placed(tensorflow, arithmetic)

    return _Block(
        reduce=placed(1, stride),
        look=placed(2),
        expand=placed(3),
        beside=placed(0, stride) if f"{name}_0_conv/kernel" in variables else None,
    )


def _folded(variables: weights_file.Variables, name: str, stride: int = 1, padding: str = "SAME") -> Convolution:
    try:
        gamma, beta, mean, variance = (
            variables[f"{name}_bn/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        normalisation = Normalisation(gamma, beta, mean, variance, _EPSILON)
        kernel, bias = variables[f"{name}_conv/kernel"], variables[f"{name}_conv/bias"]
        if kernel.ndim != 4:
            raise ValueError(f"its kernel has the shape {kernel.shape}")
        return Convolution.folded(kernel, bias, normalisation, stride=stride, padding=padding)
    except (KeyError, ValueError) as error:
        raise WeightsUnavailable(
            f"The weights do not fit ResNet50's layer {name}_conv ({error}); name another weights file."
        ) from None


def pooled(tensorflow: Any, features: Any) -> Any:
    """Generalised mean over positions: (n, h, w, c) from a ReLU → (n, c).

    The floor of 1e-6 keeps a channel that is silent everywhere from dividing by zero.
    """
    powers = tensorflow.reduce_mean(tensorflow.maximum(features, 1e-6) ** GEM_POWER, axis=(1, 2))
    return powers ** (1 / GEM_POWER)
