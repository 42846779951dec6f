"""Whatever a person may search with, decoded."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from pictrace import imaging, sources
from pictrace.errors import InvalidInput, UnreadablePicture
from pictrace.settings import Settings
from pictrace.sources import urls
from pictrace.sources.files import given_path, printable, read_file
from pictrace.types import Checkpoint, DecodedPicture, SourceItem, SourceUri, UInt8Array, go_on

QuerySource = str | Path | bytes | UInt8Array


def decode_source(
    source: QuerySource, settings: Settings, name: str = "the picture", checkpoint: Checkpoint = go_on
) -> tuple[str, DecodedPicture]:
    """What it is called, and its pixels; `name` is what bytes are called in errors.

    Raises UnreadablePicture, PictureTooLarge, FetchError or InvalidInput, each in one sentence.
    """
    if isinstance(source, np.ndarray):
        decoded = imaging.from_array(source)
        return f"array:{decoded.pixel_digest[:12]}", decoded
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
        return f"bytes:{imaging.file_digest(data)[:12]}", imaging.decode(data, name=name, limits=settings.limits)
    if not isinstance(source, (str, Path)):
        raise InvalidInput(
            f"A query is a path, a URL, bytes or an (H, W, 3) uint8 RGB array, not {type(source).__name__}; give one."
        )
    text = str(source)
    if urls.is_url(text):
        data = urls.fetch_one(text, settings, checkpoint=checkpoint)
        return text, imaging.decode(data, name=text, limits=settings.limits)
    path = given_path(text)
    if os.path.isdir(path):
        raise UnreadablePicture(f"{path} is a folder; name one picture in it.")
    if os.path.exists(path):
        data = read_file(path, settings.limits.max_bytes)
        return path, imaging.decode(data, name=os.path.basename(path), limits=settings.limits)
    # A member of an archive, or a page, as the library names them.
    for place in SourceUri.readings(path):
        item = sources.local_item(str(place.whole), settings)
        if isinstance(item, SourceItem) and item.read is not None:
            page = place.page or 1
            return str(place), imaging.decode(item.read(), name=item.name, limits=settings.limits, page=page)
    raise UnreadablePicture(f"{printable(path)} is not there; check the path.")
