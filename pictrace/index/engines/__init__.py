"""Nearest-neighbour engines behind one Protocol (`pictrace.types.Engine`), one a file.

exact.py                 exact search in memory
local.py                 exact, or by RaBitQ codes where the list is long
rabitq.py                codes of one bit a number
scalar_quantised_rows.py vectors of a byte a number on disk
vector_checks.py         checks of ids and vectors

An engine is a cache of the catalogue's vectors: it may be thrown away and filled again at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from pictrace.errors import InvalidInput, MissingPackage
from pictrace.types import Engine

DEFAULT = "faiss"


@dataclass(frozen=True, slots=True)
class EngineSource:
    """Where an engine is found. factory(dimension) makes it; install : what to install when its package is missing."""

    name: str
    module: str
    factory: str
    install: str

    def create(self, dimension: int) -> Engine:
        """Raises MissingPackage."""
        try:
            module = import_module(self.module)
        except ImportError as error:
            raise MissingPackage(
                f"The engine {self.name!r} needs a package that is not installed ({error}): pip install {self.install}"
            ) from None
        engine: Engine = getattr(module, self.factory)(dimension)
        return engine


_SOURCES = {
    source.name: source
    for source in (EngineSource("faiss", "pictrace.index.engines.local", "FaissEngine", "faiss-cpu"),)
}


def names() -> tuple[str, ...]:
    """The engines that there are, sorted."""
    return tuple(sorted(_SOURCES))


def create(name: str, dimension: int) -> Engine:
    """An empty engine for vectors of `dimension` numbers. Raises InvalidInput (unknown name) or MissingPackage."""
    source = _SOURCES.get(name)
    if source is None:
        raise InvalidInput(f"There is no engine {name!r}; choose one of: {', '.join(names())}.")
    if dimension < 1:
        raise InvalidInput(f"An engine cannot hold vectors of {dimension} numbers; give a dimension from 1 up.")
    return source.create(dimension)
