"""Makes a golden library with the code of a commit; README.md beside this says how.

It uses what every version of PicTrace has had, and of what came later whatever the version at hand has.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import fakes
import numpy as np
import skimage.data
from PIL import Image

from pictrace.library import Library
from pictrace.store import migrations


def photo(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)()).resize((150, 100), Image.Resampling.LANCZOS)


def saved(image: Image.Image, format: str, **options: int) -> bytes:
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def logo(grey: int, radius: int) -> Image.Image:
    """A ring of one grey on transparency, 150 × 100."""
    down, across = np.mgrid[:100, :150]
    distance = np.hypot(down - 50, across - 75)
    alpha = np.where((distance < radius) & (distance > radius / 2), 255, 0).astype(np.uint8)
    return Image.fromarray(np.dstack([np.full((100, 150, 3), grey, np.uint8), alpha]))


PICTURES = {
    "chelsea.jpg": saved(photo("chelsea"), "JPEG", quality=85),
    "coffee.jpg": saved(photo("coffee"), "JPEG", quality=85),
    "rocket.png": saved(photo("rocket"), "PNG"),
    "white-ring.png": saved(logo(255, 40), "PNG"),
    "black-ring.png": saved(logo(0, 30), "PNG"),
}
# A copy of chelsea.jpg, smaller and saved worse.
QUERY = saved(photo("chelsea").resize((120, 80)), "JPEG", quality=60)


def fill(library: Library) -> dict[str, object]:
    """Put in the pictures, and what people can say of them; returns what a later version has to find."""
    uris = [library.store_upload(data, name) for name, data in PICTURES.items()]
    library.add(uris)
    result = library.search(QUERY)
    found: dict[str, object] = {
        "schema": migrations.HEAD,
        "names": [record.name for record in sorted(library.records(), key=lambda record: record.id)],
        "best": result.matches[0].record.name,
    }
    if hasattr(library, "judge"):
        library.judge(result, result.matches[0].record.id, True)
        found["judgements"] = 1
    if hasattr(library, "ignore_element"):
        library.ignore_element(PICTURES["coffee.jpg"], (20, 20, 80, 60), "a cup")
        found["ignored"] = ["a cup"]
    if hasattr(library, "find_duplicates"):
        library.find_duplicates()
        found["looked_at"] = len(PICTURES)
    return found


def main(destination: Path) -> None:
    fakes.install()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "library"
        with Library.open(folder, backbone="tiny") as library:
            found = fill(library)
            # One report of a transparent picture, by the last version that took no notice of alpha.
            report = library.report(library.search(PICTURES["black-ring.png"])) if "looked_at" in found else None
        shutil.rmtree(folder / "index", ignore_errors=True)
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        files = {path.relative_to(place).as_posix(): path.read_bytes() for path in paths}
        files |= {"query.jpg": QUERY, "expected.json": json.dumps(found, indent=2).encode()}
        if report is not None:
            destination.with_name(f"{destination.stem}-report.zip").write_bytes(report)
        with zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for name, data in files.items():
                packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
