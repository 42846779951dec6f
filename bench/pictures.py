"""The pictures to measure with, and the libraries made of them."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from pictrace import Library, embedding
from pictrace.cli.terminal import ProgressLine
from pictrace.types import AddReport

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
CACHE = ROOT / "build" / "bench"

# A stored library is stale once any of these has changed: they decide what is stored of a picture.
DECIDING = ("imaging", "embedding", "matching", "store", "ingest", "search")
CLASSES = ("people", "beach", "buildings", "buses", "dinosaurs", "elephants", "flowers", "horses", "mountains", "food")


def missing(*names: str) -> str | None:
    """Why these folders of pictures cannot be used, or None when all are there."""
    absent = [str(DATA / name) for name in names if not (DATA / name).exists()]
    return f"skipped: there is no {', no '.join(absent)}" if absent else None


def corel() -> list[Path]:
    """The 1,000 photographs of Corel-1k in the order of their numbers; a hundred in a row are of one class."""
    return sorted((DATA / "corel1k").glob("*.jpg"), key=lambda path: int(path.stem))


def corel_class(path: Path) -> str:
    return CLASSES[int(path.stem) // 100]


def library_of(name: str, pictures: Sequence[Path], backbone: str = embedding.DEFAULT) -> Library:
    """A library of exactly these pictures under `build/bench`, made once and reused while the code is the same.

    It starts as a copy of the one of Corel-1k when it contains that: embedding is what takes the time.
    """
    folder = CACHE / f"{name}-{backbone}-{fingerprint()}"
    base = CACHE / f"corel1k-{backbone}-{fingerprint()}"
    if not folder.exists() and base.exists() and set(corel()) <= set(pictures):
        shutil.copytree(base, folder)
    library = Library.open(folder, backbone=backbone)
    report = library.add([str(path) for path in pictures], progress(f"{name}: read"))
    refuse_failures(report)
    return library


def progress(verb: str) -> ProgressLine:
    """Shows on standard error how far it is."""
    return ProgressLine(sys.stderr, verb)


def refuse_failures(report: AddReport) -> None:
    """A benchmark on part of the pictures would give a wrong number."""
    if report.failed:
        raise SystemExit("\n".join(f"{failure.uri}: {failure.reason}" for failure in report.failed))


def ids_by_path(library: Library) -> dict[Path, int]:
    """Every known location of every picture."""
    return {Path(uri): record.id for record in library.records() for uri in record.uris}


def fingerprint(deciding: Sequence[str] = DECIDING) -> str:
    """Changes with the code of these parts of the package."""
    digest = hashlib.sha256()
    for part in deciding:
        place = ROOT / "pictrace" / part
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
