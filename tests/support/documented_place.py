"""The working folder that the documents speak of: every file, folder and library that their commands name."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import skimage.data
from PIL import Image

from pictrace import Library, Settings, compare, make_report
from pictrace.types import UInt8Array

# The ids that examples speak of (12, 34) are those of pictures of the library.
PICTURES = 36
# What stands in documents, and what stands for it here. Everything else is run as it stands.
SERVER, STRANGER, SCANS, HOME = "http://localhost:8501", "https://example.org", "/srv/scans", "/home/me"
QUERIES_JUDGED = 12


@dataclass(frozen=True)
class Place:
    """A prepared folder. home : of the person. stranger : a host with its files, as `https://example.org` is one."""

    folder: Path
    stranger: str

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def library(self) -> Path:
        return self.folder / "data" / "library"

    def meant(self, text: str, server: str = SERVER) -> str:
        """A command or a program of the documents, with what stands here for hosts and folders of somebody's own."""
        for said, here in (
            (SERVER, server),
            (STRANGER, self.stranger),
            (SCANS, str(self.folder / "scans")),
            (HOME, str(self.home)),
        ):
            text = text.replace(said, here)
        return text


@contextmanager
def prepared(folder: Path) -> Iterator[Place]:
    """The folder with all that examples name, but no library yet."""
    with _serving(folder) as address:
        place = Place(folder, address)
        archive = place.home / "Pictures" / "archive"
        for path in (archive, folder / "scans", folder / "photos"):
            path.mkdir(parents=True)
        photograph = _photograph("chelsea")
        save(photograph, folder / "photo.jpg", 95)
        save(as_the_readme_says(folder / "photo.jpg"), folder / "copy.jpg", 70)
        save(photograph, folder / "query.jpg", 60)
        save(photograph, archive / "cat.jpg", 95)
        save(_photograph("rocket"), archive / "rocket.jpg", 95)
        save(_photograph("rocket")[20:-20, 30:-30], folder / "holiday.jpg", 80)
        save(made(100), folder / "a.jpg", 95)
        save(made(101), folder / "b.jpg", 95)
        save(made(102), folder / "scans" / "harbour.png", 95)
        for number in (103, 104):
            save(made(number), folder / "photos" / f"{number}.jpg", 95)
        save(photograph, folder / "photos" / "cat.jpg", 80)
        with zipfile.ZipFile(folder / "archive.zip", "w") as file:
            file.write(folder / "b.jpg", "b.jpg")
        (folder / "list.csv").write_text(f"url,caption\n{address}/a.jpg,Harbour at night\n", encoding="utf-8")
        pair = compare(folder / "a.jpg", folder / "b.jpg", backbone="tiny")
        (folder / "report.zip").write_bytes(make_report(pair))
        yield place


def fill(place: Place) -> None:
    """A library in the usual place, on the tiny backbone: ids from 1 to PICTURES."""
    pictures = place.folder / "kept"
    pictures.mkdir()
    for number in range(1, PICTURES + 1):
        pixels = _photograph("chelsea") if number == 12 else made(number)
        save(pixels, pictures / f"{'harbour' if number % 10 == 0 else 'picture'}-{number:02}.png", 95)
    with Library.open(place.library, backbone="tiny", settings=Settings(cache=place.folder / "cache")) as library:
        for path in sorted(pictures.iterdir(), key=lambda path: path.stem[-2:]):
            assert library.add(path).added == 1
        assert library.get(PICTURES).name.endswith(f"{PICTURES}.png")


def judge(place: Place) -> None:
    """Say of some queries that what has the likest colours is right: weights that follow it are better then."""
    with Library.open(place.library) as library:
        for id in range(20, 20 + QUERIES_JUDGED):
            result = library.search_id(id, top=PICTURES)
            others = [match for match in result.matches if match.id != id]
            right = max(others, key=lambda match: match.scores["colour"] or 0.0)
            library.judge(result, right.id, True)
            for match in others[:3]:
                if match.id != right.id:
                    library.judge(result, match.id, False)


def as_the_readme_says(photo: Path) -> UInt8Array:
    """Cropped to 62 % in the middle, mirrored, 22 % brighter, warmer; to be saved at JPEG quality 70."""
    with Image.open(photo) as image:
        width, height = image.size
        left, top = (round(side * (1 - 0.62**0.5) / 2) for side in (width, height))
        part = image.crop((left, top, width - left, height - top)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    toned = np.asarray(part, np.float32) * 1.22 * np.array([1.06, 1, 0.94], np.float32)
    return toned.clip(0, 255).round().astype(np.uint8)


def made(number: int) -> UInt8Array:
    """(300, 400, 3): a scene of its own for each number, with plenty of detail."""
    chance = np.random.default_rng(number)
    coarse = chance.integers(0, 256, (6, 8, 3), dtype=np.uint8)
    fine = chance.integers(0, 256, (75, 100, 3), dtype=np.uint8)
    size = (400, 300)
    mixed = cv2.addWeighted(
        cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), 0.7, cv2.resize(fine, size), 0.3, 0
    )
    return np.asarray(mixed, np.uint8)


def save(pixels: UInt8Array, path: Path, quality: int) -> None:
    Image.fromarray(pixels).save(path, quality=quality)


def _photograph(name: str) -> UInt8Array:
    """One of scikit-image's, a little darker, so that a brighter copy of it is not blown out."""
    with Image.open(next(Path(skimage.data.__file__).parent.glob(f"{name}.*"))) as image:
        return np.asarray(np.asarray(image.convert("RGB")) * np.float32(0.7), np.uint8)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """The files of the folder over HTTP; yields the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
