"""What networks and nearest-neighbour engines have to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from pictrace.types.arrays import Float32Array, Int64Array, UInt8Array
from pictrace.types.pictures import Views


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Nearest neighbours of one query vector, best first. ids : (k,) int64; cosines : (k,) float32. No padding."""

    ids: Int64Array
    cosines: Float32Array


@dataclass(frozen=True, slots=True)
class NetworkVersion:
    """Which network made vectors: two that are equal may be compared, any others never."""

    name: str
    version: str

    @classmethod
    def of(cls, backbone: Backbone) -> NetworkVersion:
        return cls(backbone.name, backbone.version)

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"


@runtime_checkable
class Backbone(Protocol):
    """A network that turns pictures into unit vectors.

    name : as in `Library.open(backbone=…)`. version : changes whenever its vectors do.
    dimension : length of a vector. weights_source : where the weights came from, for people.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def weights_source(self) -> str: ...

    def embed(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """Pictures, each (H, W, 3) uint8 RGB of any size → (n, dimension) float32, each row L2 norm 1."""
        ...


@runtime_checkable
class ViewBackbone(Backbone, Protocol):
    """A backbone that sees the parts of a picture in the same pass as the whole."""

    def embed_views(self, pictures: Sequence[UInt8Array], *, thirds: bool = False) -> tuple[Views, ...]:
        """Pictures as for `embed`; `whole` is what `embed` gives. thirds : whether `Views.thirds` are
        wanted although they cost something."""
        ...

    def embed_small(self, pictures: Sequence[UInt8Array]) -> Float32Array:
        """(n, dimension) float32: `Views.small` alone."""
        ...


@runtime_checkable
class Engine(Protocol):
    """A nearest-neighbour index over unit vectors; a cache of the catalogue that may be thrown away."""

    @property
    def name(self) -> str: ...

    @property
    def approximate(self) -> bool:
        """Whether neighbours may be missed and cosines are estimates."""
        ...

    @property
    def outgrown(self) -> bool:
        """Whether an engine that is made anew for these vectors would serve them better."""
        ...

    def sample_for(self, expected: int) -> int:
        """How many of `expected` vectors `prepare` has to be shown; 0 when nothing need be prepared."""
        ...

    def prepare(self, sample: Float32Array, expected: int) -> None:
        """Become empty, and ready for `expected` vectors like these (n, d) float32 with norm 1."""
        ...

    def add(self, ids: Int64Array, vectors: Float32Array) -> None:
        """ids (n,), vectors (n, d) float32 with norm 1. An id that is already there is replaced."""
        ...

    def remove(self, ids: Int64Array) -> None:
        """Forget these ids; unknown ones are no error."""
        ...

    def search(self, vector: Float32Array, count: int) -> Neighbours:
        """The `count` nearest by cosine (fewer when there are fewer), best first, ties by id."""
        ...

    def search_many(self, vectors: Float32Array, count: int) -> tuple[Neighbours, ...]:
        """`search` of each row of (m, d)."""
        ...

    def clear(self) -> None: ...
    def __len__(self) -> int: ...
    def describe(self) -> str:
        """One line for people: the kind of index and its size."""
        ...


@runtime_checkable
class KeptEngine(Engine, Protocol):
    """An engine that can be written to files, so that a library need not be read whole when it is opened."""

    def write(self, path: Path) -> str:
        """Write everything to files whose names begin as `path`; gives the kind, which `read` has to be told."""
        ...

    def read(self, path: Path, kind: str) -> None:
        """Become what `write` wrote. Raises OSError, RuntimeError, KeyError or ValueError for files that do not fit."""
        ...
