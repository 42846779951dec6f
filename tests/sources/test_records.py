"""Delimited text becomes records, and every line of it belongs to one of them, whatever stands in it."""

from __future__ import annotations

import csv
import io
import random
from typing import Any

import pytest

from pictrace.sources import read_table
from pictrace.sources.records import AFTER_QUOTE, UNCLOSED, Lines, Record, records
from pictrace.sources.text_decoding import decoded
from pictrace.types import Failure, SourceItem

BIG = 1_000_000


def read(text: str, separator: str | None = ",", columns: int = BIG) -> list[Record]:
    return list(records(Lines(decoded(text.encode(), "a.csv").lines()), separator, columns))


def cells(text: str, separator: str | None = ",", columns: int = BIG) -> list[list[str] | str]:
    return [record.fault or record.cells for record in read(text, separator, columns)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nc\n", [["a", "b"], ["c"]]),
        ("a,b\r\nc,d\re,f\n\n", [["a", "b"], ["c", "d"], ["e", "f"], [""]]),
        ('"a,b","c\nd"\n', [["a,b", "c\nd"]]),
        ('"a ""b""",\n', [['a "b"', ""]]),
        ('"a" , "b, c" \n', [["a", "b, c"]]),
        ('5" print,a "b" c\n', [['5" print', 'a "b" c']]),
        ('"Harbour" at night,x\n', [["Harbour at night", "x"]]),
        ('x,"say \\"hi, you\\"",y\n', [["x", 'say "hi, you"', "y"]]),
        ('x,"ends with \\""\ny,z\n', [["x", 'ends with "'], ["y", "z"]]),
        ('"C:\\photos\\",b\n', [["C:\\photos\\", "b"]]),
        ('"C:\\photos\\",5" disk\n', [["C:\\photos\\", '5" disk']]),
        ("a\u2028b\x85c\x0b\x0c\x1cd,e\n", [["a\u2028b\x85c\x0b\x0c\x1cd", "e"]]),
        ("a\0b,c", [["a\0b", "c"]]),
        ('a,"b\nc,d\n', [UNCLOSED, ["c", "d"]]),
        ('a,"b\nc,"d"\ne,f\n', [AFTER_QUOTE, ["c", "d"], ["e", "f"]]),
        ('"a" "b, c",d\ne\n', [AFTER_QUOTE, ["e"]]),
        ('a,"', [UNCLOSED]),
    ],
)
def test_what_stands_between_and_inside_quotation_marks(text: str, expected: list[list[str] | str]) -> None:
    assert cells(text) == expected


def test_one_column_is_never_cut() -> None:
    assert cells('a,b;c\t|d\n"e,f"\n', None) == [["a,b;c\t|d"], ["e,f"]]


def test_a_backslash_is_tried_where_a_row_would_be_too_short() -> None:
    assert cells('x,"\\"\nb","c"\n', columns=3) == [["x", '"\nb', "c"]]


def test_a_backslash_is_tried_where_a_row_would_be_too_long() -> None:
    assert cells('x,"a\\",b"\n', columns=2) == [["x", 'a",b']]


@pytest.mark.parametrize("seed", range(300))
def test_every_line_belongs_to_one_record(seed: int) -> None:
    dice = random.Random(seed)
    text = "".join(dice.choice(['"', '"', ",", "\\", " ", "a", "b", "\n", "\r", "\r\n"]) for _ in range(120))
    found = read(text, dice.choice([",", ";", None]), dice.choice([1, 2, 3]))
    assert sum(record.lines for record in found) == len(list(decoded(text.encode(), "a.csv").lines()))
    # What is on a line is in its record, or the record says that it could not be read.
    letters = [sum(text.count(letter) for letter in "ab") for text in _lines_of(found, text)]
    for record, count in zip(found, letters, strict=True):
        assert record.fault or sum(cell.count("a") + cell.count("b") for cell in record.cells) == count


def _lines_of(found: list[Record], text: str) -> list[str]:
    lines = iter(decoded(text.encode(), "a.csv").lines())
    return ["".join(next(lines) for _ in range(record.lines)) for record in found]


@pytest.mark.parametrize("seed", range(300))
def test_what_the_standard_library_reads_strictly_is_read_alike(seed: int) -> None:
    dice = random.Random(seed)
    while True:
        text = "".join(dice.choice(['"', '"', '"', ",", ",", "a", "é", "\n", "\r\n"]) for _ in range(24))
        try:
            expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:
            continue
        break
    assert cells(text) == [row or [""] for row in expected]


DIALECTS: list[dict[str, Any]] = [
    {},
    {"delimiter": ";"},
    {"delimiter": "\t", "quoting": csv.QUOTE_ALL, "lineterminator": "\n"},
    {"delimiter": "|", "quoting": csv.QUOTE_ALL},
    {"quoting": csv.QUOTE_NONNUMERIC, "lineterminator": "\n"},
    {"quoting": csv.QUOTE_ALL, "lineterminator": "\r"},
    {"quoting": csv.QUOTE_ALL, "doublequote": False, "escapechar": "\\"},
]


@pytest.mark.parametrize("seed", range(200))
def test_of_any_text_every_record_is_an_input_or_a_failure(seed: int) -> None:
    dice = random.Random(seed)
    parts = ['"', '"', ",", "https://h/a.jpg", "b", "\n", "\r", "\r\n", "\0", " "]
    below = "".join(dice.choice(parts) for _ in range(80))
    text = "url,title\n" + below
    filled = [
        number
        for number, record in enumerate(read(text, ",", 2), start=1)
        if record.fault or any(cell.strip() for cell in record.cells)
    ]
    entries = list(read_table(text.encode(), name="a.csv", allow_paths=False))
    assert len(entries) == len(filled) - 1  # the header
    failed = [int(entry.uri.removeprefix("a.csv#row=")) for entry in entries if isinstance(entry, Failure)]
    assert failed == sorted(set(failed))
    assert set(failed) <= set(filled)


@pytest.mark.parametrize("dialect", range(len(DIALECTS)))
@pytest.mark.parametrize("seed", range(20))
def test_every_row_that_a_program_writes_comes_back(dialect: int, seed: int) -> None:
    dice = random.Random(seed)
    options = DIALECTS[dialect]
    # Where a backslash escapes quotation marks, one that does not cannot be told from it.
    alphabet = [*"aé, ;\t|\"'#=\n\r\0\u2028日", "\r\n", *([] if "escapechar" in options else ["\\"])]
    written = [
        (f"https://h/{number}.jpg", "".join(dice.choice(alphabet) for _ in range(dice.randrange(12))), f"{number}")
        for number in range(40)
    ]
    out = io.StringIO(newline="")
    csv.writer(out, **options).writerows([("url", "title", "n"), *written])  # type: ignore[arg-type]
    entries = list(read_table(out.getvalue().encode(), name="a.csv", allow_paths=False))
    assert [
        (entry.uri, entry.metadata.get("title", ""), entry.metadata.get("n"))
        for entry in entries
        if isinstance(entry, SourceItem)
    ] == [(url, title.strip().replace("\0", "\ufffd"), number) for url, title, number in written]
    assert len(entries) == len(written)
