"""The HTTP API behind the real guard, in this process, over a library on the tiny backbone."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pictrace import Library, Settings
from pictrace.types import UInt8Array
from pictrace.web import server
from pictrace.web.queries import QueryCache

MARK = {"X-PicTrace": "1"}
NAMES = ("astronaut", "chelsea", "coffee", "coins", "rocket")


def filled(folder: Path, photos: dict[str, UInt8Array], settings: Settings) -> Library:
    """A new library of five photographs, with ids from 1 to 5 in the order of NAMES."""
    library = Library.open(folder / "library", backbone="tiny", settings=settings)
    for name in NAMES:
        assert library.add(written(photos[name], folder / f"{name}.png")).added == 1
    return library


def copy_of(folder: Path, place: Path) -> Library:
    """The library that `filled` made in `folder`, copied into `place`, for a test that changes it."""
    shutil.copytree(folder / "library", place / "library")
    return Library.open(place / "library", settings=Settings(cache=place / "cache"))


def written(pixels: UInt8Array, path: Path) -> Path:
    Image.fromarray(pixels).save(path)
    return path


def client_of(library: Library, folder: Path) -> TestClient:
    queries = QueryCache(folder / "queries", max_bytes=1_000_000, max_age=60)
    app = Starlette(
        routes=server.routes(lambda: library, lambda: queries), middleware=server.middleware(library.settings)
    )
    return TestClient(app, base_url="http://localhost:8501", raise_server_exceptions=False)


def jpeg(pixels: UInt8Array) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()
