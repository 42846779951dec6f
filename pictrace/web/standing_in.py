"""The smaller network in the place of ResNet50, where ResNet50's weights cannot be had.

By itself this happens to the demonstration library alone, and it is said. A library with pictures, or one whose network
somebody named, is only changed when a person asks for it.
"""

from __future__ import annotations

import logging

from pictrace import embedding
from pictrace.embedding.retrying import Say
from pictrace.errors import WeightsUnavailable
from pictrace.library import Library
from pictrace.types import ProgressCallback
from pictrace.web import words

_log = logging.getLogger(__name__)


def is_allowed(library: Library) -> bool:
    """Whether the smaller network may stand in without anybody being asked: nothing is in there, and nobody chose."""
    state = library.backbone_state()
    return (
        state.pictures == 0
        and not state.chosen
        and state.name == embedding.DEFAULT
        and embedding.is_at_hand(embedding.SMALLER, library.settings)
    )


def ensure_weights(library: Library, say: Say = lambda _: None) -> None:
    """Fetch what the library's network lacks. Raises WeightsUnavailable."""
    name = library.backbone
    if name in embedding.names() and not embedding.is_at_hand(name, library.settings):
        embedding.require(name)
        embedding.ensure_weights(name, library.settings, say)


def ensure_network(library: Library) -> None:
    """The library's network can be used, or the smaller one stands in for it. Raises WeightsUnavailable."""
    try:
        ensure_weights(library)
    except WeightsUnavailable:
        if not is_allowed(library):
            raise
        _log.warning("%s", words.network.stands_in(embedding.DEFAULT, embedding.SMALLER))
        stand_in(library)


def stand_in(library: Library, progress: ProgressCallback | None = None) -> None:
    """Describe the library with the smaller network, for now."""
    library.change_backbone(embedding.SMALLER, progress, for_now=True)
