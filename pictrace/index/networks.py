"""Which network describes a library now, and the index over its vectors: both may change while the library is open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from pictrace import embedding
from pictrace.errors import BackboneMismatch, LibraryUnusable
from pictrace.index import SyncedIndex, engines
from pictrace.settings import Settings
from pictrace.store import Catalog
from pictrace.types import Backbone, NetworkVersion

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Present:
    """A network, which of its versions made the vectors of the library, and the index over these."""

    backbone: Backbone
    made_by: NetworkVersion
    index: SyncedIndex

    @property
    def outdated(self) -> bool:
        """Whether this PicTrace has another version of the network, whose vectors cannot be compared with those."""
        return NetworkVersion.of(self.backbone) != self.made_by


class Networks:
    """Follows the catalogue, which any process may switch to another network. Safe for many threads."""

    def __init__(self, catalog: Catalog, engine: str, first: Backbone, location: Path, settings: Settings) -> None:
        """engine : a name. first : a network that is made already, the library's in all likelihood."""
        self._catalog = catalog
        self._engine = engine
        self._location = location
        self._settings = settings
        self._lock = threading.Lock()
        self._made = {first.name: first}
        self._present: Present | None = None

    def get(self, name: str) -> Backbone:
        """The network of this name, made once, so that one that re-embeds pictures need not be loaded twice.

        Raises InvalidInput for an unknown name.
        """
        with self._lock:
            return self._get(name)

    def present(self) -> Present:
        """What the catalogue says now. Raises InvalidInput for a network that this program does not know."""
        made_by = self._catalog.network()
        if made_by is None:
            raise LibraryUnusable(f"The library {self._location} does not say which network it was made with.")
        with self._lock:
            if self._present is None or self._present.made_by != made_by:
                backbone = self._get(made_by.name)
                make = partial(engines.create, self._engine)
                network = f"{made_by.name} {made_by.version}"
                if self._present is not None:
                    self._present.index.close()
                index = SyncedIndex(self._catalog, make, backbone.dimension, network, self._location / "index")
                self._present = Present(backbone, made_by, index)
                # A network holds up to a gigabyte, and nobody asks the old one any more.
                self._made = {made_by.name: backbone}
            return self._present

    def usable(self) -> Present:
        """As `present`. Raises BackboneMismatch when the pictures must be described again before anything is found."""
        now = self.present()
        if now.outdated and self._catalog.count() == 0:
            self._catalog.claim_network(NetworkVersion.of(now.backbone))
            now = self.present()
        if now.outdated:
            raise BackboneMismatch(
                f"The pictures of the library {self._location} were described by {now.made_by}, and this PicTrace has "
                f"version {now.backbone.version}: describe them again, on the Library page or with "
                f"`pictrace backbone {now.made_by.name}`; no picture is lost."
            )
        return now

    def on_current_network(self, work: Callable[[Present], T]) -> T:
        """What `work` returns, under one network from beginning to end. Raises what it raises, and as `usable`.

        The switch to another network is one transaction, and work reads in several: if the switch happened in between,
        the result or the error is discarded and the work is done again.
        """
        while True:
            now = self.usable()
            try:
                result = work(now)
            except Exception:
                # Any error can come of vectors of two lengths; it is raised unless that was the cause.
                if self._catalog.network() == now.made_by:
                    raise
                continue
            if self._catalog.network() == now.made_by:
                return result

    def close(self) -> None:
        """End what the index does in the background. May be called twice."""
        with self._lock:
            if self._present is not None:
                self._present.index.close()

    def _get(self, name: str) -> Backbone:
        if name not in self._made:
            self._made[name] = embedding.create(name, self._settings)
        return self._made[name]
