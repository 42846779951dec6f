"""Segments in files beside the catalogue, which are mapped, not read: a large library holds gigabytes of postings.

A cache like all of the index: files that do not belong to the catalogue, or are incomplete, are passed over, and the
postings are made from the rows again. `words.json` names the files and is replaced last.
"""

from __future__ import annotations

import contextlib
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np

from pictrace.index.visual_words.postings import Postings
from pictrace.index.visual_words.segments import Segments

log = logging.getLogger(__name__)

FORMAT = 1
_MANIFEST = "words.json"


def write(folder: Path, identity: str, segments: Segments) -> Segments:
    """Write segments of the catalogue of this identity; gives them mapped from their files. Those that are mapped
    already keep their files.

    Where that cannot be done a line in the log says so, and they are given back as they are: a library on a full disk
    must still answer.
    """
    token = secrets.token_hex(4)
    stems = [
        _stem_of(postings, folder) or f"words-{token}-{number}" for number, postings in enumerate(segments.postings)
    ]
    manifest = {
        "format": FORMAT,
        "identity": identity,
        "sequence": segments.sequence,
        "removed": segments.removed.tolist(),
        "segments": stems,
    }
    try:
        folder.mkdir(exist_ok=True)
        for stem, postings in zip(stems, segments.postings, strict=True):
            if token not in stem:
                continue
            for field in fields(Postings):
                np.save(folder / f"{stem}.{field.name}.npy", getattr(postings, field.name))
        partial = folder / f"{_MANIFEST}-{token}"
        partial.write_text(json.dumps(manifest), encoding="utf-8")
        partial.replace(folder / _MANIFEST)
    except OSError as error:
        log.warning("the postings could not be written to %s (%s); they will be made again", folder, error)
        _clear(folder, lambda name: token in name)
        return segments
    kept = tuple(f"{stem}." for stem in stems)
    _clear(folder, lambda name: name.startswith("words-") and not name.startswith(kept))
    return read(folder, identity) or segments


def read(folder: Path, identity: str) -> Segments | None:
    """The segments of the catalogue of this identity; None where there are none that can be trusted."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT or manifest["identity"] != identity:
            return None
        return Segments(
            int(manifest["sequence"]),
            tuple(_mapped(folder, stem) for stem in manifest["segments"]),
            np.array(manifest["removed"], np.int64),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("the kept postings in %s are passed over (%s)", folder, error)
        return None


def _mapped(folder: Path, stem: str) -> Postings:
    arrays = {
        # A plain view: slicing a memmap takes ten times as long.
        field.name: np.asarray(np.load(folder / f"{stem}.{field.name}.npy", mmap_mode="r", allow_pickle=False))
        for field in fields(Postings)
    }
    entries = {len(arrays[name]) for name in ("places", "signatures", "angles", "levels")}
    if entries != {int(arrays["offsets"][-1])} or len(arrays["ids"]) != len(arrays["counts"]):
        raise ValueError(f"{stem} is incomplete")
    return Postings(**arrays)


def _stem_of(postings: Postings, folder: Path) -> str | None:
    """Of the files in this folder that they are mapped from; None where they are not."""
    mapped = postings.signatures.base
    if not isinstance(mapped, np.memmap) or mapped.filename is None:
        return None
    path = Path(mapped.filename)
    return path.name.partition(".")[0] if path.parent == folder.absolute() else None


def _clear(folder: Path, old: Callable[[str], bool]) -> None:
    for path in folder.glob("words*"):
        # Windows keeps a file that a process still reads; it goes with a later write.
        if old(path.name):
            with contextlib.suppress(OSError):
                path.unlink()
