"""What a row or a line names: a URL, or a file where paths are allowed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pictrace.errors import PicTraceError
from pictrace.settings import Limits
from pictrace.sources.files import file_item, is_inside
from pictrace.sources.rows import shown, stripped
from pictrace.sources.urls import is_url, url_item
from pictrace.types import Failure, SourceItem

_QUOTES = {'"': '"', "'": "'", "<": ">", "“": "”", "„": "“", "‘": "’", "«": "»"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Targets:
    """allow_paths, base, inside : as for `read_table`."""

    allow_paths: bool
    base: Path
    limits: Limits
    inside: Sequence[str]

    def url(self, uri: str, where: str, target: str, metadata: Mapping[str, str]) -> SourceItem | Failure | None:
        """The input that an address stands for; None when it is none.

        uri : of the failure. where : how sentences name the row or line.
        """
        address = unquoted(target)
        if not is_url(address):
            return None
        if _CONTROL.search(address):
            return Failure(uri, f"{where} names {shown(address)}, an address with a line end or a tab in it; mend it.")
        return url_item(address, metadata)

    def file(self, uri: str, where: str, target: str, metadata: Mapping[str, str]) -> SourceItem | Failure:
        path = os.path.abspath(self.base / target)
        if self.inside and not is_inside(path, self.inside):
            why = f"{where} names {shown(target)}, which is outside the named folders; add it another way."
            return Failure(uri, why)
        if os.path.isdir(path):
            return Failure(uri, f"{where} names the folder {shown(target)}; a row names one picture.")
        try:
            return file_item(path, self.limits, metadata)
        except PicTraceError as error:
            return Failure(uri, f"{where}: {error.message}")


def unquoted(target: str) -> str:
    """An address without the quotation marks that stand around it in the cell itself."""
    text = stripped(target)
    if len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and is_url(text[1:-1]):
        return text[1:-1].strip()
    return text
