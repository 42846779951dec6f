"""What Google Takeout calls the JSON that it lays beside a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBERED = re.compile(r"(.+)(\(\d{1,4}\))")
# Takeout's word for a picture that was edited in Google Photos, in the languages in which it was seen.
_EDITED = (
    *("-edited", "-bearbeitet", "-modifié", "-editado", "-editada", "-modificato", "-bewerkt", "-redigerad"),
    *("-edytowane", "-redigeret", "-redigert", "-muokattu", "-düzenlendi", "-編集済み", "-编辑后", "-已編輯"),
)
_TAKEOUT = ".supplemental-metadata"
# Takeout cuts names to 46 letters before their ".json"; of letters beyond ASCII to fewer, so bytes are counted here.
_CUT_FROM = 40


def takeout_names(picture: str) -> Iterator[str]:
    """What Takeout may have called the JSON of this picture, the likeliest first.

    "a.jpg.supplemental-metadata.json", cut anywhere behind the picture's name, "a.jpg.json" in older archives; a
    number goes behind ("a(1).jpg", "a.jpg(1).json"); an edited picture shares the JSON of its original.
    """
    for name, number in _originals(picture):
        whole = name + _TAKEOUT
        for length in range(len(whole), 0, -1):
            cut = whole[:length]
            if length < len(name) and len(cut.encode("utf-8", "replace")) < _CUT_FROM:
                break
            yield f"{cut}{number}.json"
    stem = picture.rpartition(".")[0]
    if stem:
        yield f"{stem}.json"


def _originals(picture: str) -> Iterator[tuple[str, str]]:
    """The picture's name and those of what it may be an edit of, each with the number that goes behind."""
    plain = list(_unnumbered(picture, ""))
    yield from plain
    for name, number in plain:
        stem, dot, extension = name.rpartition(".")
        for edited in _EDITED:
            # Of long names the word is cut too.
            least = 2 if len(stem) >= _CUT_FROM else len(edited)
            length = next((n for n in range(len(edited), least - 1, -1) if stem.lower().endswith(edited[:n])), 0)
            if length:
                yield from _unnumbered(f"{stem[:-length]}{dot}{extension}", number)


def _unnumbered(name: str, number: str) -> Iterator[tuple[str, str]]:
    yield name, number
    stem, dot, extension = name.rpartition(".")
    numbered = None if number else _NUMBERED.fullmatch(stem)
    if numbered:
        yield f"{numbered[1]}{dot}{extension}", numbered[2]
