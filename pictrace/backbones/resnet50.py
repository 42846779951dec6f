"""ResNet50 trained on ImageNet: pictures → unit vectors of 2,048 numbers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from pictrace.backbones import pretrained, weights_file
from pictrace.backbones.facts import BackboneFacts
from pictrace.backbones.map_network import Loaded, MapNetwork, loaded
from pictrace.backbones.pretrained import ensure_weights as ensure_weights
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
        return pretrained.describe_source(self._settings)

    def _load(self) -> Loaded:
        found = pretrained.find(self._settings)
        return _build(found.variables, found.source)


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
        milliseconds=113.0,
    )


def _build(variables: weights_file.Variables, source: str) -> Loaded:
    tensorflow, keras = import_tensorflow()
    model = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(None, None, 3))
    for layer in model.layers:
        try:
            layer.set_weights([variables[f"{layer.name}/{weight.name}"] for weight in layer.weights])
        except (KeyError, ValueError) as error:
            raise WeightsUnavailable(
                f"The weights do not fit ResNet50's layer {layer.name} ({error}); name another weights file."
            ) from None

    def features(pixels: Any) -> Any:
        return model(keras.applications.resnet50.preprocess_input(pixels), training=False)

    return loaded(tensorflow, features, lambda cells: pooled(tensorflow, cells), source)


def pooled(tensorflow: Any, features: Any) -> Any:
    """Generalised mean over positions: (n, h, w, c) from a ReLU → (n, c).

    The floor of 1e-6 keeps a channel that is silent everywhere from dividing by zero.
    """
    powers = tensorflow.reduce_mean(tensorflow.maximum(features, 1e-6) ** GEM_POWER, axis=(1, 2))
    return powers ** (1 / GEM_POWER)
