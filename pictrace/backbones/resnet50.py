"""ResNet50 trained on ImageNet: pictures → unit vectors of 2,048 numbers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import cv2
import numpy as np

from pictrace.backbones import pretrained, weights_file
from pictrace.backbones.quiet_tensorflow import import_tensorflow
from pictrace.errors import InvalidInput, WeightsUnavailable
from pictrace.settings import Settings
from pictrace.types import Float32Array, UInt8Array

SIDE = 224
# Against average pooling, on the same pictures: phone photos of covers among 1,000 others are found first .50 instead
# of .33 of the time, padded copies .83 instead of .57, pasted ones among 50 .52 instead of .36; 10 % crops .47 instead
# of .49, and precision at 10 on Corel-1k .952 instead of .960.
GEM_POWER = 3.0
# 32 is 5 % faster than 16 and takes 160 MB more.
BATCH = 16

# Whatever changes vectors has its word here: training data, preprocessing, input side, pooling, and a count of
# every other change (resizing, normalisation).
VERSION = "imagenet-caffe-224-gem3-1"
IMAGENET_FINGERPRINT = "94006a70cef38698e14f41e9c3b2ea243e47b75c44a423f530012c608a5ea774"


class Resnet50:
    """`keras.applications.ResNet50(include_top=False)` at 224 × 224, GeM pooling with p = 3, L2 norm 1.

    He et al., "Deep residual learning for image recognition", arXiv:1512.03385; Radenović et al., "Fine-tuning CNN
    image retrieval with no human annotation", arXiv:1711.02512 (generalised-mean pooling).

    Cheap until the first `embed`, which loads TensorFlow and the weights (about 7 s). Serves many threads: loading is
    behind a lock; the forward pass is not, so that a query need not wait for a batch that is being added.
    """

    name = "resnet50"
    dimension = 2048

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading = threading.Lock()
        self._forward: Callable[[UInt8Array], Any] | None = None
        self._source: str | None = None

    @cached_property
    def version(self) -> str:
        """What the vectors depend on. A file named in the settings is read, since its weights may be others.

        Raises WeightsUnavailable when that file cannot be used.
        """
        if self._settings.weights_file is None:
            return VERSION
        found = weights_file.fingerprint(pretrained.find(self._settings).variables)
        return VERSION if found == IMAGENET_FINGERPRINT else f"{VERSION}-weights-{found[:12]}"

    @property
    def weights_source(self) -> str:
        """Where the weights came from, or would come from now, in words."""
        return self._source or pretrained.describe_source(self._settings)

    def load(self) -> None:
        """Load TensorFlow and the weights now rather than at the first `embed`. Raises WeightsUnavailable."""
        self._loaded()

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """Pictures, each (H, W, 3) uint8 RGB of any size → (n, 2048) float32, each row L2 norm 1.

        Squashed to 224 × 224 as Keras does, not cropped. A picture's vector is the same to 1e-5 whatever else is in
        the batch. Raises InvalidInput for other arrays, WeightsUnavailable without weights.
        """
        for picture in pictures:
            if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or picture.size == 0:
                raise InvalidInput(
                    f"A picture to embed is {picture.dtype} of shape {picture.shape}; give (H, W, 3) uint8 RGB."
                )
        vectors = np.empty((len(pictures), self.dimension), dtype=np.float32)
        if len(pictures) == 0:
            return vectors
        forward = self._loaded()
        for start in range(0, len(pictures), BATCH):
            batch = np.stack([resized(picture) for picture in pictures[start : start + BATCH]])
            vectors[start : start + len(batch)] = forward(batch).numpy()
        return vectors

    def _loaded(self) -> Callable[[UInt8Array], Any]:
        with self._loading:
            if self._forward is None:
                found = pretrained.find(self._settings)
                self._forward = _build(found.variables)
                self._source = found.source
            return self._forward


def create(settings: Settings) -> Resnet50:
    """The factory that `backbones.create` calls."""
    return Resnet50(settings)


def resized(picture: UInt8Array, side: int = SIDE) -> UInt8Array:
    """(H, W, 3) → (side, side, 3) uint8: every direction that shrinks is averaged over areas, the others bilinear.

    cv2 takes INTER_AREA as plain bilinear sampling as soon as one direction grows, which aliases the other.
    """
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (min(width, side), min(height, side)), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _build(variables: weights_file.Variables) -> Callable[[UInt8Array], Any]:
    """The forward pass: (n, 224, 224, 3) uint8 → (n, 2048) float32 tensor with rows of norm 1."""
    tensorflow, keras = import_tensorflow()
    model = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(SIDE, SIDE, 3))
    for layer in model.layers:
        try:
            layer.set_weights([variables[f"{layer.name}/{weight.name}"] for weight in layer.weights])
        except (KeyError, ValueError) as error:
            raise WeightsUnavailable(
                f"The weights do not fit ResNet50's layer {layer.name} ({error}); name another weights file."
            ) from None

    def forward(pixels: Any) -> Any:
        prepared = keras.applications.resnet50.preprocess_input(tensorflow.cast(pixels, tensorflow.float32))
        return pooled(tensorflow, model(prepared, training=False))

    # One signature for every batch size: without it TensorFlow traces the network anew for each. Nothing in `forward`
    # needs autograph, which on Python 3.13 fails with a warning.
    signature = tensorflow.TensorSpec((None, SIDE, SIDE, 3), tensorflow.uint8)
    traced: Callable[[UInt8Array], Any] = tensorflow.function(forward, input_signature=[signature], autograph=False)
    return traced


def pooled(tensorflow: Any, features: Any) -> Any:
    """Generalised mean over positions, then L2 norm 1: (n, h, w, c) from a ReLU → (n, c).

    The floor of 1e-6 keeps a channel that is silent everywhere from dividing by zero.
    """
    powers = tensorflow.reduce_mean(tensorflow.maximum(features, 1e-6) ** GEM_POWER, axis=(1, 2))
    return tensorflow.math.l2_normalize(powers ** (1 / GEM_POWER), axis=1)
