"""EXIF: what the camera wrote, and Windows Explorer. CIPA DC-008, and Microsoft's XP tags."""

from __future__ import annotations

from PIL import Image

from pictrace.imaging.metadata.cleaning import as_line, as_text

_DESCRIPTION, _MAKE, _MODEL, _ARTIST, _COPYRIGHT, _EXIF_DIRECTORY = 0x010E, 0x010F, 0x0110, 0x013B, 0x8298, 0x8769
_ORIGINAL_DATE, _DIGITISED_DATE = 0x9003, 0x9004
_XP_TITLE, _XP_COMMENT, _XP_AUTHOR, _XP_KEYWORDS, _XP_SUBJECT = range(0x9C9B, 0x9CA0)


# What cameras write into the description without being asked.
_CAMERA_NOISE = frozenset({"olympus digital camera", "sony dsc", "digital camera", "default", "untitled"})


def from_exif(image: Image.Image) -> dict[str, str]:
    """Key → text, not cleaned; "" for what the outer directory does not say. Raises what Pillow raises."""
    exif = image.getexif()

    def text(tag: int) -> str:
        return _exif_text(exif.get(tag))

    description = text(_DESCRIPTION)
    if as_line(description).lower() in _CAMERA_NOISE:
        description = ""
    return {
        "creator": text(_ARTIST) or _wide_text(exif.get(_XP_AUTHOR)),
        "caption": description or _wide_text(exif.get(_XP_COMMENT)) or _wide_text(exif.get(_XP_SUBJECT)),
        "keywords": ", ".join(part.strip() for part in _wide_text(exif.get(_XP_KEYWORDS)).split(";") if part.strip()),
        "copyright": text(_COPYRIGHT),
        "title": _wide_text(exif.get(_XP_TITLE)),
        "camera": _camera(as_line(text(_MAKE)), as_line(text(_MODEL))),
    }


def original_date(image: Image.Image) -> dict[str, str]:
    """When the shutter opened. By itself, because a broken inner directory must not cost what the outer one says."""
    return {"date_taken": _exif_text(image.getexif().get_ifd(_EXIF_DIRECTORY).get(_ORIGINAL_DATE))}


def digitised_date(image: Image.Image) -> dict[str, str]:
    """When it became numbers: the same for a camera, the day of the scan for a scanner."""
    return {"date_taken": _exif_text(image.getexif().get_ifd(_EXIF_DIRECTORY).get(_DIGITISED_DATE))}


def _exif_text(value: object) -> str:
    """EXIF text is ASCII by the standard and UTF-8 in fact; Pillow hands it over as Latin-1.

    Two zeros end it (what follows is rubbish of the buffer); one parts a copyright's photographer and editor.
    """
    if isinstance(value, str):
        value = value.encode("latin-1", "ignore")
    return as_text(value.split(b"\0\0")[0].replace(b"\0", b" "), utf8=False) if isinstance(value, bytes) else ""


def _wide_text(value: object) -> str:
    """What Windows Explorer writes: UTF-16 as bytes."""
    value = bytes(value) if isinstance(value, tuple) else value
    return value.decode("utf-16-le", "ignore") if isinstance(value, bytes) else ""


def _camera(make: str, model: str) -> str:
    """One name: Canon and Canon EOS 5D → Canon EOS 5D; NIKON CORPORATION and NIKON D90 → NIKON D90."""
    if make and model.lower().startswith(make.split()[0].lower()):
        return model
    return f"{make} {model}".strip()
