"""Small inputs that PicTrace once got wrong: what becomes of each now.

    python -m bench.found [--backbone NAME]

Adds each input under ../shared/data/found to a library of its own, as `pictrace add` would, and holds what comes out to
what is right. Inputs about formats that are not read yet are left out. Exit 1 when one is wrong.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from bench import pictures, reporting
from pictrace import Library, compare
from pictrace.cli.terminal import columns
from pictrace.settings import Settings
from pictrace.sources import expand
from pictrace.types import AddReport, Failure, SourceItem

FOLDER = pictures.DATA / "found"
SOON_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Added:
    """What adding one input gave. listed : the inputs that were found in it, before anything was fetched."""

    library: Library
    listed: tuple[SourceItem | Failure, ...]
    report: AddReport
    seconds: float

    @property
    def metadata(self) -> dict[str, str]:
        (record,) = self.library.records()
        return dict(record.metadata)

    def has(self, *members: str) -> bool:
        """Whether just these locations below the found inputs were added, and nothing failed."""
        places = {uri for record in self.library.records() for uri in record.uris}
        return places == {str(FOLDER / member) for member in members} and not self.report.failed

    def is_refused(self, words: str) -> bool:
        """Whether there is nothing but one failure, in these words."""
        return (
            len(self.library) == 0
            and len(self.report.items) == 1
            and [words in failure.reason for failure in self.report.failed] == [True]
        )


Check = Callable[[Added], bool]
Row = tuple[str, dict[str, str]]


def _rows(*right: Row | str) -> Check:
    """The rows of a table, in order: a URL with its metadata, or the row that cannot be read.

    The hosts do not answer here: each URL becomes a failure, under the URL as it was written.
    """

    def is_right(added: Added) -> bool:
        found = [
            entry.uri.rpartition("#")[2] if isinstance(entry, Failure) else (entry.uri, dict(entry.metadata))
            for entry in added.listed
        ]
        ended = sorted(one.uri for one in added.report.items)
        return found == list(right) and ended == sorted(entry.uri for entry in added.listed)

    return is_right


def _long_cell(added: Added) -> bool:
    cell = (FOLDER / "long_cell.csv").read_text(encoding="utf-8").split('"')[1].strip()
    return len(cell) > 131_072 and _rows(("https://a.example/1.jpg", {"embedding": cell}))(added)


def _identical(added: Added) -> bool:
    (group,) = added.library.duplicates().groups
    named = [Path(file.uri).name for file in group.files]
    return group.kind == "identical" and sorted(named) == ["x-copy.jpg", "x.jpg"]


def _white_logos(added: Added) -> bool:
    pair = compare(FOLDER / "white_logo_1.png", FOLDER / "white_logo_2.png", backbone="efficientnet-lite0")
    return len(added.library) == 2 and pair.assessment.verdict not in ("same_picture", "same_file")


def _is_opaque(added: Added) -> bool:
    (record,) = added.library.records()
    with Image.open(FOLDER / record.name) as image:
        colours = np.asarray(image.convert("RGB"))
    return np.array_equal(added.library.picture(record.id).pixels, colours)


def _comic(added: Added) -> bool:
    """Named, and in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(FOLDER / "comic.cbz", folder)
        inside = [Path(entry.uri).name for entry in expand([folder], Settings()) if isinstance(entry, SourceItem)]
    return inside == ["p1.jpg"] and added.has("comic.cbz!/p1.jpg")


def _trash(added: Added) -> bool:
    left_out = {(Path(one.uri).name, one.kind) for one in added.report.skipped}
    return not added.report.items and left_out == {("#recycle", "trash"), ("@Recycle", "trash")}


RIGHT: dict[str, Check] = {
    "row_lost_quote.csv": _rows(
        ("https://a.example/1.jpg", {"caption": "Harbour at night"}), ("https://a.example/2.jpg", {"caption": "b"})
    ),
    "url_cut_at_comma.csv": _rows(
        ("https://iiif.example/abc/full/600,/0/default.jpg", {}),
        ("https://iiif.example/abd/full/!512,512/0/default.jpg", {}),
    ),
    "first_row_too_long.csv": _rows("row=2", ("https://a.example/2.jpg", {"caption": "c"})),
    "identical": _identical,
    "white_logo_1.png white_logo_2.png": _white_logos,
    "bmp_alpha0_1.bmp": _is_opaque,
    "dot_slash.zip": lambda added: added.has("dot_slash.zip!/IMG_1.jpg", "dot_slash.zip!/sub/IMG_2.jpg"),
    "comic.cbz": _comic,
    "unipath.zip": lambda added: added.has("unipath.zip!/Фото.jpg"),
    "trash": _trash,
    "line_separator.jsonl": _rows(
        ("https://a.example/1.jpg", {"caption": "one\u2028two"}), ("https://a.example/2.jpg", {})
    ),
    "mac_line_ends.csv": _rows(
        ("https://a.example/1.jpg", {"title": "x"}), ("https://a.example/2.jpg", {"title": "y"})
    ),
    "long_cell.csv": _long_cell,
    "excel_sep_line.csv": _rows(("https://a.example/1.jpg", {"title": "x"})),
    "comma_in_quoted_header.csv": _rows(("https://a.example/1.jpg", {"Title, main, alt": "a"})),
    "date_hour24.jpg": lambda added: added.metadata == {"date_taken": "2013-07-10"},
    "date_spaces.jpg": lambda added: added.metadata == {"date_taken": "2024-05-01 12:30:00"},
    "date_1970.jpg": lambda added: added.metadata == {},
    "xmp_latin1.jpg": lambda added: added.metadata == {"title": "Grüße"},
    "usercomment_only.jpg": lambda added: added.metadata == {"caption": "Harbour at night"},
    "truevision.tga": lambda added: added.is_refused("is a Targa (TGA) picture, which PicTrace does not read"),
    "lossless_sof3.jpg": lambda added: added.is_refused("is a lossless JPEG, which PicTrace does not read"),
    "overlap.zip": lambda added: added.is_refused("has members that overlap") and added.seconds < SOON_SECONDS,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.set_defaults(backbone="efficientnet-lite0")
    given = parser.parse_args(arguments)
    if not FOLDER.is_dir():
        print(f"bench.found is skipped: {FOLDER} is not there")
        return 0
    rows, wrong = [], 0
    for names, check in RIGHT.items():
        with tempfile.TemporaryDirectory() as place, Library.open(place, backbone=given.backbone) as library:
            started = time.monotonic()
            sources = [FOLDER / name for name in names.split()]
            listed = tuple(expand(sources, Settings()))
            report = library.add(sources)
            added = Added(library, listed, report, time.monotonic() - started)
            try:
                right = check(added)
            except (KeyError, IndexError, ValueError) as error:
                right = False
                print(f"{names}: {type(error).__name__}: {error}")
            wrong += not right
            said = f"{report.added} added, {report.known} known, {len(report.failed)} failed, {len(report.skipped)} out"
            rows.append((names, "right" if right else "WRONG", said))
    reporting.finish(
        f"Inputs that once went wrong: {len(rows) - wrong} of {len(rows)} right",
        columns(("input", "", "what came of it"), rows),
        {name: state for name, state, _ in rows},
        given.json,
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
