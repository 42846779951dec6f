"""ResNet50 trained on ImageNet: pictures → unit vectors of 2,048 numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from pictrace.embedding import arithmetic, resnet50_weights, runtime_choice, weights_file
from pictrace.embedding.arithmetic import Arithmetic
from pictrace.embedding.backbone_facts import BackboneFacts
from pictrace.embedding.convolution import Convolution, Normalisation
from pictrace.embedding.feature_map_backbone import Loaded, MapNetwork, loaded
from pictrace.embedding.resnet50_weights import being_fetched as being_fetched
from pictrace.embedding.resnet50_weights import ensure_weights as ensure_weights
from pictrace.embedding.resnet50_weights import is_here as is_here
from pictrace.embedding.runtime import Runtime
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
# A picture with its parts on two cores, in batches of 16, by OpenVINO; by TensorFlow 55 and 29.
_MILLISECONDS: dict[Arithmetic, float] = {"float32": 44.0, "bfloat16": 23.0}
_CAFFE_MEAN = (103.939, 116.779, 123.68)  # blue first
_EPSILON = 1.001e-5
IMAGENET_FINGERPRINT = "94006a70cef38698e14f41e9c3b2ea243e47b75c44a423f530012c608a5ea774"


class Resnet50(MapNetwork):
    """`keras.applications.ResNet50(include_top=False)` at 320 × 320, GeM pooling with p = 3, L2 norm 1.

    He et al., "Deep residual learning for image recognition", arXiv:1512.03385; Radenović et al., "Fine-tuning CNN
    image retrieval with no human annotation", arXiv:1711.02512 (generalised-mean pooling). Loading takes 1 s, by
    TensorFlow 5.
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
        found = weights_file.fingerprint(resnet50_weights.find(self._settings).variables)
        return VERSION if found == IMAGENET_FINGERPRINT else f"{VERSION}-weights-{found[:12]}"

    def _source_now(self) -> str:
        return self._in_words(
            resnet50_weights.describe_source(self._settings), runtime_choice.title(self._settings.runtime)
        )

    def _load(self) -> Loaded:
        found = resnet50_weights.find(self._settings)
        runtime = runtime_choice.load(self._settings.runtime, self._arithmetic)
        features = last_map(runtime, found.variables)
        pooled = partial(runtime.generalised_mean, power=GEM_POWER)
        return loaded(runtime, features, pooled, self._in_words(found.source, runtime.title))

    def _in_words(self, weights: str, runtime: str) -> str:
        return f"{weights}, computed in {self._arithmetic} by {runtime}"


def create(settings: Settings) -> Resnet50:
    """The factory that `embedding.create` calls."""
    return Resnet50(settings)


def facts() -> BackboneFacts:
    """What a person needs to know to choose this network."""
    return BackboneFacts(
        name="resnet50",
        title="ResNet50",
        sentence="The default: finds copies and pictures that show the same kind of thing alike well. "
        "Its weights (103 MB) are fetched once.",
        # Of 200 pictures of Corel-1k, the best cosine of the whole or of a part with another of the same class reaches
        # this for 88 %, with one of another class for 13 % (at 0.70: 97 % and 49 %).
        alike_cosine=0.74,
        milliseconds=_MILLISECONDS[arithmetic.choose("auto")],
    )


def last_map(runtime: Runtime, variables: weights_file.Variables) -> Callable[[Any], Any]:
    """The network without its classifier: (n, s, s, 3) uint8 RGB → a map of s / 32 × s / 32 cells, 2,048 channels.

    The layers of `keras.applications.ResNet50` with their normalisation folded in: in float32 the same map to 1e-4 of
    its largest value, in two thirds of the time. Raises WeightsUnavailable when the weights are not of such layers.
    """
    stem = runtime.placed(_folded(variables, "conv1", stride=2, padding="VALID"))
    blocks = [
        _block(runtime, variables, f"conv{stage}_block{number}", stride=2 if number == 1 and stage > 2 else 1)
        for stage, count in _STAGES.items()
        for number in range(1, count + 1)
    ]

    def features(pixels: Any) -> Any:
        values = runtime.padded(runtime.normalised(pixels, _CAFFE_MEAN, blue_first=True), 3)
        values = runtime.padded(runtime.relu(runtime.convolved(values, stem)), 1)
        values = runtime.max_pooled(values)
        for block in blocks:
            inside = runtime.relu(runtime.convolved(values, block.reduce))
            inside = runtime.relu(runtime.convolved(inside, block.look))
            inside = runtime.convolved(inside, block.expand)
            beside = values if block.beside is None else runtime.convolved(values, block.beside)
            values = runtime.relu(runtime.added(beside, inside))
        return values

    return features


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Fewer channels, a look around, more channels; beside it the input, brought to the same shape where it differs.

    All as the runtime has placed them.
    """

    reduce: Any
    look: Any
    expand: Any
    beside: Any | None


def _block(runtime: Runtime, variables: weights_file.Variables, name: str, stride: int) -> _Block:
    def placed(part: int, stride: int = 1) -> Any:
        return runtime.placed(_folded(variables, f"{name}_{part}", stride=stride))

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
