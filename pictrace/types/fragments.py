"""What stands behind the name of a file: which of its pages is meant, and which part of the picture."""

from __future__ import annotations

import re

from pictrace.types.region import Region

# At the very end only, and only as `joined` writes them: "page#page=1.jpg" and "scan#page=01" are names of files.
_PAGE = re.compile(r"#page=([1-9][0-9]{0,8})\Z")
_REGION = re.compile(r"#xywh=(0|[1-9][0-9]{0,8}),(0|[1-9][0-9]{0,8}),([1-9][0-9]{0,8}),([1-9][0-9]{0,8})\Z")


def split(text: str) -> tuple[str, int | None, Region | None]:
    """`file#page=2#xywh=1,2,30,40` → the file, its page counted from 1, and the part; None for what it does not say."""
    page = region = None
    if found := _REGION.search(text):
        text, region = text[: found.start()], Region(*map(int, found.groups()))
    if found := _PAGE.search(text):
        text, page = text[: found.start()], int(found[1])
    return text, page, region


def joined(file: str, page: int | None, region: Region | None) -> str:
    """The same as one text."""
    of_page = "" if page is None else f"#page={page}"
    of_part = "" if region is None else f"#{region.fragment}"
    return f"{file}{of_page}{of_part}"
