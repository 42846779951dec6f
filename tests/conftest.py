"""What every test may lean on: a tiny backbone, real photographs, and files of them."""

from __future__ import annotations

from pathlib import Path

import fakes
import numpy as np
import pytest
import skimage.data
from PIL import Image

from pictrace.types import UInt8Array

fakes.install()


@pytest.fixture(scope="session")
def photos() -> dict[str, UInt8Array]:
    """scikit-image's packaged photographs, (H, W, 3) uint8 RGB by name; read-only, because tests share them."""
    pictures = {}
    for name in ("astronaut", "camera", "chelsea", "coffee", "coins", "grass", "rocket", "motorcycle_left"):
        folder = Path(skimage.data.__file__).parent
        path = next(folder.glob(f"{name}.*"))
        with Image.open(path) as image:
            picture = np.asarray(image.convert("RGB")).copy()
        picture.flags.writeable = False
        pictures[name] = picture
    return pictures


@pytest.fixture
def picture_files(tmp_path: Path, photos: dict[str, UInt8Array]) -> dict[str, Path]:
    """Three JPEG and two PNG files in `tmp_path / "pictures"`, by name."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    files = {}
    for name, suffix in (
        ("astronaut", ".jpg"),
        ("chelsea", ".jpg"),
        ("rocket", ".jpg"),
        ("coffee", ".png"),
        ("coins", ".png"),
    ):
        files[name] = folder / f"{name}{suffix}"
        Image.fromarray(photos[name]).save(files[name], quality=90)
    return files
