"""Small inputs that PicTrace once got wrong: what becomes of each now.

    python -m bench.found [--backbone NAME]

Adds each input under ../shared/data/found to a library of its own, as `pictrace add` would, and holds what comes out to
what is right. Inputs about formats that are not read yet are left out. Exit 1 when one is wrong.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import pictures, reporting
from pictrace import Library, compare
from pictrace.cli.terminal import columns
from pictrace.types import AddReport

FOLDER = pictures.DATA / "found"
SOON_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Added:
    """What adding one input gave."""

    library: Library
    report: AddReport
    seconds: float

    @property
    def items(self) -> int:
        return self.report.added + self.report.known

    @property
    def metadata(self) -> dict[str, str]:
        return dict(self.library.records()[0].metadata)

    @property
    def locations(self) -> list[str]:
        return [uri for record in self.library.records() for uri in record.uris]

    @property
    def failed_rows(self) -> list[str]:
        return [failure.uri.rpartition("#")[2] for failure in self.report.failed]

    def says(self, words: str) -> bool:
        return any(words in failure.reason for failure in self.report.failed)


Check = Callable[[Added], bool]


def _identical(added: Added) -> bool:
    (group,) = added.library.duplicates().groups
    return {Path(file.uri).name for file in group.files} == {"x.jpg", "x-copy.jpg"}


def _white_logos(added: Added) -> bool:
    pair = compare(FOLDER / "white_logo_1.png", FOLDER / "white_logo_2.png", backbone="efficientnet-lite0")
    return len(added.library) == 2 and pair.assessment.verdict not in ("same_picture", "same_file")


def _shows(added: Added) -> bool:
    picture = added.library.working_picture(added.library.records()[0].id)
    return int(picture.max()) - int(picture.min()) > 50


# Rows about URLs name hosts that do not answer here: each becomes a failure under the URL as it was written.
RIGHT: dict[str, Check] = {
    "row_lost_quote.csv": lambda added: len(added.report.items) == 2,
    "url_cut_at_comma.csv": lambda added: len(added.report.items) == 2,
    "first_row_too_long.csv": lambda added: "row=2" in added.failed_rows and len(added.report.items) == 2,
    "identical": _identical,
    "white_logo_1.png white_logo_2.png": _white_logos,
    "bmp_alpha0_1.bmp": _shows,
    "dot_slash.zip": lambda added: added.items == 2,
    "comic.cbz": lambda added: added.report.added == 1,
    "unipath.zip": lambda added: added.locations[0].endswith("!/Фото.jpg"),
    "trash": lambda added: not added.report.items and len(added.report.skipped) == 2,
    "line_separator.jsonl": lambda added: len(added.report.items) >= 1 and not added.says("not valid JSON"),
    "mac_line_ends.csv": lambda added: len(added.report.items) == 2,
    "long_cell.csv": lambda added: len(added.report.items) == 1,
    "excel_sep_line.csv": lambda added: len(added.report.items) == 1,
    "comma_in_quoted_header.csv": lambda added: len(added.report.items) == 1,
    "date_hour24.jpg": lambda added: added.metadata["date_taken"].startswith("2013-07-10"),
    "date_spaces.jpg": lambda added: added.metadata["date_taken"] == "2024-05-01 12:30:00",
    "date_1970.jpg": lambda added: "date_taken" not in added.metadata,
    "xmp_latin1.jpg": lambda added: added.metadata["title"] == "Grüße",
    "usercomment_only.jpg": lambda added: added.metadata["caption"] == "Harbour at night",
    "truevision.tga": lambda added: added.says("Targa"),
    "lossless_sof3.jpg": lambda added: added.says("lossless JPEG"),
    "overlap.zip": lambda added: len(added.report.failed) == 1 and added.seconds < SOON_SECONDS,
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
            report = library.add([FOLDER / name for name in names.split()])
            added = Added(library, report, time.monotonic() - started)
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
