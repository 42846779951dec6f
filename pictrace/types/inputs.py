"""Inputs that may hold pictures, before they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class SourceItem:
    """One input that may hold a picture, before it is read.

    uri : as `SourceUri` writes it, without a page.
    name : a file name to show to people.
    size, modified_ns : bytes and mtime of a file, None where unknown; equal to the recorded ones means unchanged.
    metadata : extra columns of the table that named it.
    read : returns the bytes or raises PicTraceError; None for URLs, which are fetched together.
    sidecars : reads what lies beside it and belongs to it, as (name, content); never raises. None where nothing can.
    path : the file that the bytes are in, where the uri does not say it: a kept upload.
    """

    uri: str
    name: str
    size: int | None = None
    modified_ns: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[], bytes] | None = None
    sidecars: Callable[[], Sequence[tuple[str, bytes]]] | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fetched:
    """What came of one input: its bytes, or the error that says why not."""

    item: SourceItem
    data: bytes | None
    error: Exception | None = None
