"""Tables name pictures a row; a bad row is one failure and never more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pictrace.errors import InvalidTable
from pictrace.settings import Limits, Settings
from pictrace.sources import expand, read_table
from pictrace.types import Failure, SourceItem


def rows(
    text: str | bytes, name: str = "list.csv", *, base: Path | None = None, paths: bool = True
) -> list[SourceItem | Failure]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_table(data, name=name, allow_paths=paths, base=base))


def summary(entries: list[SourceItem | Failure]) -> list[tuple[str, dict[str, str]] | str]:
    return [(entry.uri, dict(entry.metadata)) if isinstance(entry, SourceItem) else entry.reason for entry in entries]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'URL,Title,Year,Note\nhttps://h/1.jpg,"Storm, at sea",1999,\nhttps://h/2.jpg,NA,,None\n'),
        (
            "a.csv",
            '\ufeffTitle;Year; Url ;Note\r\n"Storm, at sea";1999;https://h/1.jpg;\r\nNA;;https://h/2.jpg;None\r\n',
        ),
        ("a.TSV", "url\tTitle\tYear\tNote\nhttps://h/1.jpg\tStorm, at sea\t1999\t\nhttps://h/2.jpg\tNA\t\tNone"),
        (
            "a.json",
            '[{"url": "https://h/1.jpg", "Title": "Storm, at sea", "Year": 1999, "Note": null},'
            ' {"url": "https://h/2.jpg", "Title": "NA", "Note": "None"}]',
        ),
        (
            "a.jsonl",
            '{"url": "https://h/1.jpg", "Title": "Storm, at sea", "Year": 1999}\n\n'
            '{"url": "https://h/2.jpg", "Title": "NA", "Year": NaN, "Note": "None"}\n',
        ),
    ],
)
def test_every_format_says_the_same(name: str, text: str) -> None:
    assert summary(rows(text, name)) == [
        ("https://h/1.jpg", {"Title": "Storm, at sea", "Year": "1999"}),
        ("https://h/2.jpg", {"Title": "NA", "Note": "None"}),
    ]


def test_a_column_alone_is_enough() -> None:
    assert summary(rows("url\nhttps://h/1.jpg\n")) == [("https://h/1.jpg", {})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_codes_that_spreadsheets_write(encoding: str) -> None:
    text = "url,title\nhttps://h/1.jpg,Zürich – café\n"
    assert summary(rows(text.encode(encoding))) == [("https://h/1.jpg", {"title": "Zürich – café"})]


def test_cells_of_json_become_text_that_can_be_stored() -> None:
    row = {"url": "https://h/1.jpg", "tags": ["a", "ü"], "ok": True, "n": 3, "x": 0.5, "empty": "", "odd": "\ud800"}
    ((_, metadata),) = summary(rows(json.dumps([row]), "a.json"))
    assert metadata == {"tags": '["a", "ü"]', "ok": "true", "n": "3", "x": "0.5", "odd": "?"}


def test_paths_are_relative_to_the_table(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"1234")
    (tmp_path / "b.jpg").write_bytes(b"12345")
    table = folder / "list.csv"
    table.write_text(f"Path,credit\na.jpg,me\n../b.jpg,you\n{tmp_path / 'b.jpg'},\n")
    entries = [entry for entry in expand([table], Settings()) if isinstance(entry, SourceItem)]
    assert summary(list(entries)) == [
        (str(folder / "a.jpg"), {"credit": "me"}),
        (str(tmp_path / "b.jpg"), {"credit": "you"}),
        (str(tmp_path / "b.jpg"), {}),
    ]
    assert [entry.size for entry in entries] == [4, 5, 5]
    assert entries[0].read is not None
    assert entries[0].read() == b"1234"


def test_a_path_wins_over_a_url_and_the_url_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"1")
    text = "path,url\na.jpg,https://h/a.jpg\n,https://h/b.jpg\nhttps://h/c.jpg,\n"
    assert summary(rows(text, base=tmp_path)) == [
        (str(tmp_path / "a.jpg"), {"url": "https://h/a.jpg"}),
        ("https://h/b.jpg", {}),
        ("https://h/c.jpg", {}),
    ]


def test_a_bad_row_is_named_by_its_number_and_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.jpg").write_bytes(b"1")
    text = (
        "path,title,url\n"  # row 1
        "missing.jpg,,\n"
        ",nothing named,\n"
        "\n"
        'good.jpg,"two\nlines",\n'
        "a,b,c,too,many\n"
        "folder,,\n"
        ",,ftp://h/a.jpg\n"
        "good.jpg\n"
    )
    found = summary(rows(text, base=tmp_path))
    assert found[0] == f"Row 2 of list.csv: {tmp_path}/missing.jpg is not there; check the path."
    assert found[1] == "Row 3 of list.csv names no URL; fill it in."
    assert found[2] == (str(tmp_path / "good.jpg"), {"title": "two\nlines"})
    assert found[3] == "Row 6 of list.csv has more fields than the header; mend it."
    assert found[4] == "Row 7 of list.csv names the folder folder; a row names one picture."
    assert found[5] == "Row 8 of list.csv names ftp://h/a.jpg, which is no http or https address; mend it."
    assert found[6] == (str(tmp_path / "good.jpg"), {})
    assert len(found) == 7


def test_rows_of_json_are_counted_from_one() -> None:
    assert summary(rows('[{"url": "https://h/1.jpg"}, {"url": "x"}]', "a.json"))[1] == (
        "Row 2 of a.json names x, which is no http or https address; mend it."
    )


def test_a_table_from_elsewhere_may_name_urls_only(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"1")
    text = f"url,path\nhttps://h/1.jpg,{secret}\n,{secret}\n{secret},\nfile://{secret},\n"
    entries = rows(text, base=tmp_path, paths=False)
    assert [type(entry) for entry in entries] == [SourceItem, Failure, Failure, Failure]
    assert entries[0].uri == "https://h/1.jpg"
    assert "tables from here may name URLs only" in summary(entries)[1]
    with pytest.raises(InvalidTable, match="may name URLs only"):
        read_table(f"path\n{secret}\n".encode(), name="a.csv", allow_paths=False)


def test_an_uploaded_table_may_name_urls_only(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"1")

    def resolve(uri: str) -> SourceItem | Failure:
        return SourceItem(uri=uri, name="list.csv", read=lambda: f"url,path\n,{secret}\n".encode())

    (entry,) = expand(["upload:1"], Settings(), resolve_upload=resolve)
    assert isinstance(entry, Failure)


def test_a_table_in_a_named_folder_does_not_lead_out_of_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"1")
    (root / "a.jpg").write_bytes(b"1")
    (root / "list.csv").write_text(f"path\na.jpg\n../secret.jpg\n{tmp_path}/secret.jpg\n")
    inside, *outside = expand([root / "list.csv"], Settings(folders=(root,)))
    assert isinstance(inside, SourceItem)
    assert [isinstance(entry, Failure) and "outside the named folders" in entry.reason for entry in outside] == [
        True
    ] * 2


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "is no table that can be read"),
        ("a.csv", b"title,link\na,b\n", "needs a url or path column; the columns found are title, link"),
        (
            "a.csv",
            b'url,title\nhttps://h/1.jpg,a\nhttps://h/2.jpg,"b\nhttps://h/3.jpg,c\n',
            "Row 3 of a.csv opens a quotation",
        ),
        ("a.csv", b"\xff\xd8\xff\xe0\0\x10JFIF\x81\x8d", "UTF-8"),
        ("a.csv", b'url\n"' + b"https://h/1.jpg\n" * 20_000, "Row 2 of a.csv opens a quotation"),
        ("a.json", b"{", "is not valid JSON"),
        ("a.json", b"[" * 100_000, "is not valid JSON"),
        ("a.json", b"[1, 2]", "is no list of objects"),
        ("a.json", b'"https://h/1.jpg"', "is no list of objects"),
        ("a.json", b"[]", "needs a url or path column; the columns found are none"),
        ("a.jsonl", b'{"url": "https://h/1.jpg"}\nnonsense\n', "is not valid JSON"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_at_once(name: str, data: bytes, words: str) -> None:
    with pytest.raises(InvalidTable, match=words) as caught:
        read_table(data, name=name, allow_paths=True)
    assert "\n" not in caught.value.message


def test_a_table_that_cannot_be_used_is_a_failure_among_other_sources(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("title\n")
    large = tmp_path / "b.csv"
    large.write_bytes(bytes(2000))
    limits = Settings(limits=Limits(max_bytes=1000))
    failed = [entry for entry in expand([table, large], limits) if isinstance(entry, Failure)]
    assert [failure.uri for failure in failed] == [str(table), str(large)]
    assert "over the limit of 1 kB" in failed[1].reason


def test_many_rows_are_quick() -> None:
    text = "url,title\n" + "".join(f"https://h/{n}.jpg,picture {n}\n" for n in range(20_000))
    entries = rows(text)
    assert len(entries) == 20_000
    assert summary(entries[-1:]) == [("https://h/19999.jpg", {"title": "picture 19999"})]
