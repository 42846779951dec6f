"""What the command line writes: the answer on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from typing import TextIO

from pictrace.types import JsonDict, Progress


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command writes. `answer` takes the result once, `notes` takes progress and remarks."""

    answer_stream: TextIO
    notes_stream: TextIO
    as_json: bool

    def answer(self, document: JsonDict, lines: Iterable[str]) -> None:
        """The result: one JSON document when that was asked for, else lines for people."""
        text = json.dumps(document, indent=2, allow_nan=False) if self.as_json else "\n".join(map(printable, lines))
        with suppress(BrokenPipeError):  # `pictrace list | head`: whoever reads has had enough
            self.answer_stream.write(f"{text}\n")
            self.answer_stream.flush()

    def note(self, text: str) -> None:
        """A remark for people, at once."""
        self.notes_stream.write(f"{printable(text)}\n")
        self.notes_stream.flush()


@contextmanager
def answer_alone() -> Iterator[TextIO]:
    """Yields standard output for the answer and sends whatever else is written there to standard error.

    TensorFlow, Keras' download bar and child processes write to file descriptor 1 directly, so that is turned
    too where there is one.
    """
    shown = sys.stdout
    try:
        descriptor = shown.fileno()
        notes = sys.stderr.fileno()
    except (OSError, ValueError, AttributeError):  # a stream that is no file: a test's, a notebook's
        with redirect_stdout(sys.stderr):
            yield shown
        return
    shown.flush()
    kept = os.dup(descriptor)
    os.dup2(notes, descriptor)
    # A file name may hold bytes that are no text; escaping them never fails.
    answer = os.fdopen(kept, "w", encoding=shown.encoding, errors="backslashreplace", closefd=False)
    try:
        with redirect_stdout(sys.stderr):
            yield answer
    finally:
        with suppress(BrokenPipeError):  # whoever reads has had enough
            answer.close()
        os.dup2(kept, descriptor)
        os.close(kept)


@dataclass(slots=True)
class ProgressLine:
    """Shows `Progress`: one updating line on a terminal, a plain line every ten seconds elsewhere."""

    stream: TextIO
    verb: str
    clock: Callable[[], float] = time.monotonic
    _shown_at: float = field(default=float("-inf"), init=False)

    def __call__(self, progress: Progress) -> None:
        """Show how far it is, unless that was shown a moment ago."""
        alive = self.stream.isatty()
        now = self.clock()
        if progress.total == 0:
            return
        finished = progress.done == progress.total
        if not finished and now - self._shown_at < (0.1 if alive else 10.0):
            return
        self._shown_at = now
        text = printable(progress_text(self.verb, progress))
        if alive:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write(f"\r{text[:width]}\x1b[K")
        else:
            self.stream.write(f"{text}\n")
        self.stream.flush()

    def close(self) -> None:
        """Leave the updating line standing and go on below it."""
        if self.stream.isatty() and self._shown_at != float("-inf"):
            self.stream.write("\n")
            self.stream.flush()


def progress_text(verb: str, progress: Progress) -> str:
    """Count, rate and time left in one line."""
    total = "" if progress.total is None else f" of {progress.total:,}"
    parts = [f"{verb} {progress.done:,}{total}", f"{progress.rate:.1f} a second"]
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    if progress.known:
        parts.append(f"{progress.known:,} known")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """`48 s`, `3 min 20 s` or `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def columns(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in aligned columns; numbers to the right, the last column unpadded."""
    table = [tuple(headings), *(tuple(printable(cell) for cell in row) for row in rows)]
    widths = [max(len(row[place]) for row in table) for place in range(len(headings))]
    numeric = [all(_is_number(row[place]) for row in table[1:]) for place in range(len(headings))]
    lines = []
    for row in table:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        )
        lines.append("  ".join(cells).rstrip())
    return lines


def counted(number: int, singular: str, plural: str = "") -> str:
    """`1 picture`, `1,204 pictures`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def printable(text: str) -> str:
    """Text without control characters or lone surrogates: a file name must not steer the terminal."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def _is_number(cell: str) -> bool:
    return cell == "-" or cell.replace(",", "").replace(".", "", 1).removeprefix("-").isdigit()
