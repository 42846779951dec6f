"""The networks that turn pictures into unit vectors, one a file, found by name.

arithmetic.py           bfloat16 or float32
backbone.py             what the networks have in common
backbone_facts.py       what a person needs to know of a network to choose one
child_program.py        another program, run for as long as it does something
convolution.py          a convolution with its batch normalisation folded in
efficientnet_lite0.py   EfficientNet-Lite0
feature_map_backbone.py networks whose last map is at hand
fetch_lock.py           a lock between processes
host_download.py        a file from a web host
npm_client.py           npm, asked for one package
openvino_passes.py      a network compiled by OpenVINO as a function of pixels
openvino_runtime.py     networks run by OpenVINO
packaged_file.py        a network's file inside an installed Python package
packaged_weights.py     EfficientNet-Lite0's weights
regional.py             a working picture as vectors
resnet50.py             ResNet50
resnet50_weights.py     where ResNet50's weights are found
retrying.py             what failed for a reason that may pass, tried again
runtime.py              the operations that networks are written in
runtime_choice.py       OpenVINO or TensorFlow
shared_fetch.py         threads that want the same thing fetched
sscd.py                 SSCD, a ResNet50 trained to find copies; optional
tensorflow_import.py    TensorFlow, imported at first use
tensorflow_runtime.py   networks run by TensorFlow
tfjs_weights.py         weights of a TensorFlow.js layers model
tiles.py                a picture and its parts as vectors, from any backbone
torch_weights.py        PyTorch's first file format, read without PyTorch
weights_cache.py        the folder that fetched weights are kept in
weights_file.py         ResNet50's weights as a file
weights_routes.py       the two ways to fetch ResNet50's weights
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module

from pictrace.embedding.backbone import WeightsFile
from pictrace.embedding.backbone_facts import ALIKE_COSINE_ELSEWHERE
from pictrace.embedding.backbone_facts import BackboneFacts as BackboneFacts
from pictrace.embedding.retrying import Say
from pictrace.embedding.shared_fetch import FETCH_LOG as FETCH_LOG
from pictrace.errors import InvalidInput, MissingPackage
from pictrace.settings import Settings
from pictrace.types import Backbone

BackboneFactory = Callable[[Settings], Backbone]

DEFAULT = "resnet50"
# What can stand in for it where its weights cannot be had: its own come with a package.
SMALLER = "efficientnet-lite0"

_MODULES = {
    "efficientnet-lite0": "pictrace.embedding.efficientnet_lite0",
    "resnet50": "pictrace.embedding.resnet50",
    "sscd": "pictrace.embedding.sscd",
}
_registered: dict[str, BackboneFactory] = {}


def names() -> tuple[str, ...]:
    """The backbones that `create` knows, sorted."""
    return tuple(sorted({*_MODULES, *_registered}))


def available() -> tuple[str, ...]:
    """Those of `names` whose packages are installed, the default first."""
    there = [name for name in names() if not describe(name).missing]
    return tuple(sorted(there, key=lambda name: name != DEFAULT))


def describe(name: str) -> BackboneFacts:
    """What people need to know of a backbone to choose it; imports no network's runtime.

    Raises InvalidInput for an unknown name.
    """
    if name in _registered:
        return BackboneFacts(name, name, "Registered by the program that uses PicTrace.")
    if name in _MODULES:
        facts: BackboneFacts = import_module(_MODULES[name]).facts()
        return facts
    raise _unknown(name)


@cache  # asked of every hit
def alike_cosine(name: str) -> float:
    """From which cosine on two pictures are called alike; of one that nobody has measured, what any would call so.

    A network that is registered under the name of a measured one is taken for that one.
    """
    if name not in _MODULES:
        return ALIKE_COSINE_ELSEWHERE
    facts: BackboneFacts = import_module(_MODULES[name]).facts()
    return facts.alike_cosine


def require(name: str) -> None:
    """Raises MissingPackage, with what to do, when a backbone's packages are not installed; InvalidInput as `create`.

    `create` does not ask this: a library whose network is not at hand can still be browsed, or changed to another.
    """
    missing = describe(name).missing
    if missing:
        raise MissingPackage(missing)


def is_at_hand(name: str, settings: Settings) -> bool:
    """Whether a backbone can be used here and now without fetching anything; False for an unknown name."""
    if name in _registered:
        return True
    if name not in _MODULES or describe(name).missing:
        return False
    here: bool = import_module(_MODULES[name]).is_here(settings)
    return here


def being_fetched(name: str, settings: Settings) -> str | None:
    """The last words of a fetch of these weights that is under way in this process; None when there is none."""
    if name in _registered or name not in _MODULES:
        return None
    said: str | None = import_module(_MODULES[name]).being_fetched(settings)
    return said


def register(name: str, factory: BackboneFactory) -> None:
    """Make a backbone known by this name; the last registration of a name counts.

    Raises InvalidInput for a name that is not lower-case letters, digits, `_` and `-`: it is written into
    libraries and typed on command lines.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name):
        raise InvalidInput(f"A backbone cannot be called {name!r}; use lower-case letters, digits, _ and -.")
    _registered[name] = factory


def create(name: str, settings: Settings) -> Backbone:
    """A backbone, cheap until its first `embed`: nothing is loaded or fetched here.

    Raises InvalidInput for an unknown name.
    """
    if name in _registered:
        return _registered[name](settings)
    if name in _MODULES:
        factory: BackboneFactory = import_module(_MODULES[name]).create
        return factory(settings)
    raise _unknown(name)


def ensure_weights(name: str, settings: Settings, say: Say = lambda _: None) -> WeightsFile:
    """Make sure that a backbone's weights are on this machine, fetching them when needed.

    say : gets sentences of how far it is.
    Raises WeightsUnavailable, with the ways out, or InvalidInput for a name that is unknown, or registered: such a
    backbone sees to its own weights.
    """
    if name in _registered:
        raise InvalidInput(f"The backbone {name} sees to its weights itself.")
    if name in _MODULES:
        found: WeightsFile = import_module(_MODULES[name]).ensure_weights(settings, say)
        return found
    raise _unknown(name)


def _unknown(name: str) -> InvalidInput:
    return InvalidInput(f"There is no backbone {name!r}; choose one of {', '.join(names())}.")
