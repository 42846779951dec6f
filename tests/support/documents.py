"""README.md, CONTRIBUTING.md and docs as tests read them: fenced blocks, commands, inline code, tables, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from project_tree import ROOT

DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))

_FENCE = re.compile(r"```(\S*)\s*")
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block. line : of its first line of text, from 1."""

    document: Path
    line: int
    language: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.document.name}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A line of a shell block, with the lines that it goes on in. comments : the lines of comment right below it."""

    block: Block
    line: int
    text: str
    comments: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """As a shell splits it, comments left out."""
        return tuple(shlex.split(self.text, comments=True))

    @property
    def plain(self) -> str:
        """The words in one line: the command whatever stands behind it as a comment."""
        return " ".join(self.words)

    @property
    def name(self) -> str:
        return f"{self.block.document.name}:{self.line}: {self.text}"


def blocks(document: Path) -> Iterator[Block]:
    """The fenced blocks, those without a language included. Raises AssertionError for one that is never closed."""
    language: str | None = None
    start, lines = 0, list[str]()
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.fullmatch(line.strip())
        if fence is None:
            lines.append(line)
        elif language is None:
            language, start, lines = fence.group(1), number + 1, []
        else:
            yield Block(document, start, language, "\n".join(lines))
            language = None
    assert language is None, f"{document.name}: the block from line {start} on is never closed."


def blocks_of(language: str) -> tuple[Block, ...]:
    """Every block of this language in every document."""
    return tuple(block for document in DOCUMENTS for block in blocks(document) if block.language == language)


def commands(block: Block) -> tuple[Command, ...]:
    """What a shell block has one run."""
    found: list[Command] = []
    going_on = ""
    first = 0
    for number, line in enumerate(block.text.splitlines(), start=block.line):
        first = first if going_on else number
        if line.endswith("\\"):
            going_on += line.removesuffix("\\")
            continue
        text, going_on = f"{going_on}{line}".strip(), ""
        if text.startswith("#") and found:
            last = found[-1]
            found[-1] = Command(block, last.line, last.text, (*last.comments, text.lstrip("# ")))
        elif text and not text.startswith("#"):
            found.append(Command(block, first, text))
    assert not going_on, f"{block.name}: the last line goes on in none."
    return tuple(found)


def prose(document: Path) -> str:
    """The text without the fenced blocks."""
    text = document.read_text(encoding="utf-8")
    for block in blocks(document):
        text = text.replace(f"```{block.language}\n{block.text}\n```", "")
    return text


def inline_code(document: Path) -> tuple[str, ...]:
    return tuple(_CODE.findall(prose(document)))


def links(document: Path) -> tuple[str, ...]:
    """Where links and images lead."""
    return tuple(_LINK.findall(prose(document)))


def anchors(document: Path) -> frozenset[str]:
    """The names of its headings in addresses, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def table(document: Path, first: str) -> tuple[tuple[str, ...], ...]:
    """The rows below the table whose first heading is this one, cells without their white space."""
    lines = document.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
    return tuple(rows)
