"""The demonstration library: photographs that scikit-image carries, made copies of them, and queries to try.

examples.py example queries for one click
photos.py   the photographs, with their licences
pictures.py these, and made copies of each
writing.py  files that are there stay as they are

Made without network and by the same `Library.add` as anybody's pictures. data/README.md names each photograph's
source and licence.
"""

from __future__ import annotations

from pathlib import Path

from pictrace.evaluate.sample.examples import Example, examples
from pictrace.evaluate.sample.pictures import write_pictures
from pictrace.library import Library
from pictrace.types import AddReport, ProgressCallback

__all__ = ["Example", "build", "examples", "write_pictures"]


def build(library: Library, folder: Path | None = None, progress: ProgressCallback | None = None) -> AddReport:
    """Write the demonstration's pictures and add them; doing it again adds, and embeds, only what is missing.

    folder : where the files go, since a library refers to originals; None is "sample" beside the library's folder.
    Raises LibraryUnusable when the folder cannot be written, MissingPackage, and what `Library.add` raises.
    """
    pictures = (library.location.parent / "sample" if folder is None else folder) / "pictures"
    write_pictures(pictures)
    # The folder, not the files: an input that the library lists as one is also rescanned as one.
    return library.add(pictures, progress=progress)
