"""What adding is measured against: the default network alone, and Keras asked for one picture at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from pictrace.embedding import (
    arithmetic,
    feature_map_backbone,
    resnet50,
    resnet50_weights,
    runtime_choice,
    weights_file,
)
from pictrace.embedding.backbone import BATCH, SIDE, SMALL_BATCH, SMALL_SIDE
from pictrace.embedding.runtime import Runtime
from pictrace.embedding.tensorflow_import import import_tensorflow
from pictrace.settings import Settings
from pictrace.types import UInt8Array

Forward = Callable[[UInt8Array], Any]
KERAS_SIDE = 224


class BareNetwork:
    """TensorFlow's frozen graphs of both passes of ResNet50, in the arithmetic that PicTrace chooses, on ready arrays.

    Frozen means that the numbers stand in the graph, where TensorFlow lays them out once: over batches of 16 that is
    3 % faster than PicTrace's own functions for TensorFlow, and takes 1.7 GB more.
    """

    def __init__(self) -> None:
        settings = Settings.load()
        chosen = arithmetic.choose(settings.arithmetic)
        variables = resnet50_weights.find(settings).variables
        runtime = runtime_choice.load(settings.runtime, chosen)
        pooled = partial(runtime.generalised_mean, power=resnet50.GEM_POWER)
        product = feature_map_backbone.loaded(runtime, resnet50.last_map(runtime, variables), pooled, runtime.title)
        tensorflow = runtime_choice.load("tensorflow", chosen)
        self._large = _frozen(tensorflow, variables, SIDE)
        self._small = _frozen(tensorflow, variables, SMALL_SIDE)
        self.runtime = runtime.title
        self.product_large, self.product_small = product.large, product.small
        random = np.random.default_rng(0)
        self.large_pixels = random.integers(0, 255, (BATCH, SIDE, SIDE, 3), np.uint8)
        self.small_pixels = random.integers(0, 255, (SMALL_BATCH, SMALL_SIDE, SMALL_SIDE, 3), np.uint8)

    def run(self, count: int) -> int:
        """Both passes for at least as many pictures; returns for how many."""
        rounds = -(-count // SMALL_BATCH)
        for _ in range(rounds):
            self._small(self.small_pixels)
            for _ in range(SMALL_BATCH // BATCH):
                self._large(self.large_pixels)
        return rounds * SMALL_BATCH


def keras_one_at_a_time() -> Callable[[int], list[float]]:
    """`model.predict` of Keras' own ResNet50 with average pooling at 224 × 224, one ready picture a call.

    The function that is returned makes so many calls and gives the seconds of each. The weights are drawn at random,
    which takes as long as any others.
    """
    import keras

    model = keras.applications.ResNet50(weights=None, include_top=False, pooling="avg")
    picture = np.random.default_rng(0).uniform(-128, 128, (1, KERAS_SIDE, KERAS_SIDE, 3)).astype(np.float32)

    def predict(count: int) -> list[float]:
        seconds = []
        for _ in range(count):
            began = time.perf_counter()
            model.predict(picture, verbose=0)
            seconds.append(time.perf_counter() - began)
        return seconds

    predict(2)
    return predict


def _frozen(runtime: Runtime, variables: weights_file.Variables, side: int) -> Forward:
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    tensorflow = import_tensorflow()
    features = resnet50.last_map(runtime, variables)
    signature = tensorflow.TensorSpec((None, side, side, 3), tensorflow.uint8)
    traced = tensorflow.function(
        lambda pixels: runtime.generalised_mean(features(pixels), resnet50.GEM_POWER),
        input_signature=[signature],
        autograph=False,
    )
    graph = convert_variables_to_constants_v2(traced.get_concrete_function())
    return lambda pixels: graph(tensorflow.constant(pixels))[0].numpy()
