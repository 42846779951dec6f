"""A text file of URLs, one a line."""

from __future__ import annotations

from collections.abc import Iterator

from pictrace.errors import InvalidTable
from pictrace.sources.kinds import HEAD, looks_like_picture
from pictrace.sources.rows import shown, stripped
from pictrace.sources.targets import Targets
from pictrace.sources.text_decoding import Text, decoded
from pictrace.types import Failure, SourceItem


def read_list(data: bytes, name: str, targets: Targets) -> Iterator[SourceItem | Failure]:
    """What each line names: a URL, or a file where paths are allowed. Blank lines and those that begin with `#` are
    passed over; any other is a Failure whose uri is "name#line=N".

    Raises InvalidTable when no line names anything, as in a file of notes: one sentence instead of one a line.
    """
    if looks_like_picture(data[:HEAD]):
        raise InvalidTable(f"{name} is a picture whose name ends as that of a text; rename it.")
    text = decoded(data, name)
    if not any(isinstance(entry, SourceItem) for entry in _entries(text, name, targets)):
        kinds = "http or https address or file that is there" if targets.allow_paths else "http or https address"
        raise InvalidTable(f"{name} names no picture: no line of it is an {kinds}; write one a line.")
    return _entries(text, name, targets)


def _entries(text: Text, name: str, targets: Targets) -> Iterator[SourceItem | Failure]:
    for number, line in enumerate(text.lines(), start=1):
        target = stripped(line)
        if target and not target.startswith("#"):
            yield _entry(target, number, text, name, targets)


def _entry(target: str, number: int, text: Text, name: str, targets: Targets) -> SourceItem | Failure:
    uri, where = f"{name}#line={number}", f"Line {number} of {name}"
    if text.is_damaged(target):
        return Failure(uri, f"{where} is not text in UTF-8; mend it.")
    item = targets.url(uri, where, target, {})
    if item is not None:
        return item
    if targets.allow_paths and "://" not in target:
        return targets.file(uri, where, target, {})
    return Failure(uri, f"{where} names {shown(target)}, which is no http or https address; mend it.")
