"""Tables name pictures a row; a bad row is one failure and never more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pictrace.errors import InvalidTable
from pictrace.settings import Limits, Settings
from pictrace.sources import expand, read_table
from pictrace.types import Failure, Skipped, SourceItem


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
    metadata = summary(rows(json.dumps([row]), "a.json"))[0][1]
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
    assert found[1] == "Row 3 of list.csv names neither a URL nor a path; fill it in."
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
    assert "names no URL but a path" in summary(entries)[1]
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
        ("a.csv", b"\xef\xbb\xbf\r\n;;\r\n", "is no table that can be read"),
        ("a.csv", b'url,"title\nhttps://h/1.jpg,a\n', "The header of a.csv opens a quotation"),
        ("a.csv", b"\xff\xfeu\0r", "is not text in UTF-8 or UTF-16"),
        ("a.csv", b"\xff\xd8\xff\xe0\0\x10JFIF\x81\x8d", "UTF-8"),
        ("a.json", b"{", "is not valid JSON"),
        ("a.json", b"[" * 100_000, "is not valid JSON"),
        ("a.json", b"[1, 2]", "is no list of objects"),
        ("a.json", b'"https://h/1.jpg"', "is no list of objects"),
        ("a.json", b'{"url": "a", "url": "b"}', "Row 1 of a.json has the key url more than once"),
        ("a.json", b"[]", "needs a url or path column; the columns found are none"),
        ("a.jsonl", b"nonsense\nand more\n", "is not valid JSON"),
        ("a.jsonl", b"", "needs a url or path column; the columns found are none"),
        ("a.txt", b"# nothing\n\nnor here\n", "names no picture"),
        ("a.txt", b"", "names no picture"),
        ("a.txt", b"\xff\xd8\xff\xe0", "is a picture whose name ends"),
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


# ---------------------------------------------------------------- kinds of fault, each with what is right


def faults(entries: list[SourceItem | Failure]) -> list[str]:
    """The uris of the inputs, and of failures their row."""
    return [entry.uri for entry in entries]


H = "https://h"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A quotation mark that closes too early.
        (f'url,caption\n{H}/1,"Harbour" at night\n{H}/2,b\n', [(f"{H}/1", "Harbour at night"), (f"{H}/2", "b")]),
        (f'url,caption\n{H}/1,"a" "b, c"\n{H}/2,b\n', [2, (f"{H}/2", "b")]),
        (f'url,caption\n"{H}/1"x,a\n{H}/2,b\n', [2, (f"{H}/2", "b")]),
        (f'url\n"{H}/1",a\n{H}/2\n', [2, (f"{H}/2", None)]),
        # Backslashes before quotation marks, as MySQL and JSON write them.
        (f'url,caption\n{H}/1,"say \\"hi, you\\""\n{H}/2,"\\""\n', [(f"{H}/1", 'say "hi, you"'), (f"{H}/2", '"')]),
        (f'url,caption\n{H}/1,"C:\\x\\"\n{H}/2,b\n', [(f"{H}/1", "C:\\x\\"), (f"{H}/2", "b")]),
        # Excel's line names the separator, also with the rest of the header's separators behind it.
        (f"sep=;\nurl;caption\n{H}/1;a,b\n{H}/2;\n;x\n", [(f"{H}/1", "a,b"), (f"{H}/2", None), 4]),
        (f'"sep=,",\r\n\r\nurl,caption\r\n{H}/1,a\r\n,x\r\n', [(f"{H}/1", "a"), 4]),
        (f"\ufeffSEP=^\nurl^caption\n{H}/1^a,b\n", [(f"{H}/1", "a,b")]),
        # Blanks around quotation marks.
        (f'"url" , "caption"\n"{H}/1" , "a, b"\n', [(f"{H}/1", "a, b")]),
        # Separators that stand inside names of the header.
        (f'"Title, main, alt";url;caption\n"a";{H}/1;"b; c"\n', [(f"{H}/1", "b; c")]),
        (f"title, main, alt;url;caption\na;{H}/1;b\n", [(f"{H}/1", "b")]),
        (f'url,"caption"\n{H}/1,a;b;c|d\n', [(f"{H}/1", "a;b;c|d")]),
        # Line ends.
        (f"url,caption\r{H}/1,a\r{H}/2,b\r", [(f"{H}/1", "a"), (f"{H}/2", "b")]),
        (f"url,caption\r\n{H}/1,a\n{H}/2,b\r\n{H}/3,c", [(f"{H}/1", "a"), (f"{H}/2", "b"), (f"{H}/3", "c")]),
        (f"url,caption\n{H}/1,a\u2028b\x85c\x0bd\x0ce\x1cf\n", [(f"{H}/1", "a\u2028b\x85c\x0bd\x0ce\x1cf")]),
        # Rows that are too long or too short.
        (f"url,caption\n{H}/1,a,b\n{H}/2,c\n{H}/3,d,e\n", [2, (f"{H}/2", "c"), 4]),
        (f"url,caption\n{H}/1,a,, ,\n{H}/2\n", [(f"{H}/1", "a"), (f"{H}/2", None)]),
        (f"url,caption\n{H}/1,a\n,,\n\n , \n,b\n", [(f"{H}/1", "a"), 6]),
        # A quotation mark that is never closed costs its own row.
        (f'url,caption\n{H}/1,a\n{H}/2,"b\n{H}/3,c\n', [(f"{H}/1", "a"), 3, (f"{H}/3", "c")]),
        (f'url,caption\n{H}/1,"a\n{H}/2,"b"\n{H}/3,"c\nd"\n', [2, (f"{H}/2", "b"), (f"{H}/3", "c\nd")]),
        (f'"url","caption"\n"{H}/1,"a"\n"{H}/2","b"\n', [2, (f"{H}/2", "b")]),
        # An address with commas.
        (
            f"url,caption\n{H}/full/600,/0/default.jpg\n{H}/0,0,9,9/max/0/default.jpg,a\n{H}/2,b\n",
            [2, 3, (f"{H}/2", "b")],
        ),
        (f'url,caption\n"{H}/full/600,/0/default.jpg",a\n', [(f"{H}/full/600,/0/default.jpg", "a")]),
        # Quotation marks and blanks that are part of the cell.
        (
            f'url,caption\n"""{H}/1""",a\n\'{H}/2\',b\n  <{H}/3> ,c\n',
            [(f"{H}/1", "a"), (f"{H}/2", "b"), (f"{H}/3", "c")],
        ),
        (f'url,caption\n"{H}/1\n",a\n"{H}/\n2",b\n', [(f"{H}/1", "a"), 3]),
        # Names of columns.
        (f" \ufeffURL ,  caption \n{H}/1,a\n", [(f"{H}/1", "a")]),
        (f",,\nURL,caption\n{H}/1,a\nx,\n", [(f"{H}/1", "a"), 4]),
        # What is no row of a picture is said to be none.
        (f"url,caption\n# a comment\n#{H}/1,a\n{H}/2,b\n", [2, 3, (f"{H}/2", "b")]),
        (f"url,caption\n{H}/1,a\0b\n{H}/\0,c\n", [(f"{H}/1", "a\ufffdb"), 3]),
        ("url,caption\n", []),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_no_row_is_lost_or_changed(name: str, text: str, expected: list[tuple[str, str | None] | int]) -> None:
    found = [
        (entry.uri, entry.metadata.get("caption"))
        if isinstance(entry, SourceItem)
        else int(entry.uri.partition("=")[2])
        for entry in rows(text, name, paths=False)
    ]
    assert found == expected


def test_a_failure_names_its_row_in_its_uri_and_its_sentence() -> None:
    (failure,) = rows('url,caption\nhttps://h/1,"a\n', "list.csv", paths=False)
    assert failure == Failure(
        "list.csv#row=2", "Row 2 of list.csv opens a quotation mark that is never closed; mend it."
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_what_separates_the_columns_is_seen_whatever_the_file_is_called(name: str, separator: str) -> None:
    text = f"title,url\nStorm,{H}/1.jpg\n".replace(",", separator)
    assert summary(rows(text, name)) == [(f"{H}/1.jpg", {"title": "Storm"})]


@pytest.mark.parametrize("text", ["url\n{0}\n{1}\n", '"url"\r\n"{0}"\r\n{1}', " Url \r{0}\r{1}\r"])
def test_the_only_column_is_never_cut(text: str) -> None:
    urls = ("https://iiif.example/abc/full/600,/0/default.jpg", "https://h/a;b|c,d.jpg")
    assert summary(rows(text.format(*urls))) == [(url, {}) for url in urls]


def test_cells_of_any_length_are_read() -> None:
    long = "0.1 " * 100_000
    assert summary(rows(f'url,numbers,n\nhttps://h/1,"{long}",{long}\n')) == [
        ("https://h/1", {"numbers": long.strip(), "n": long.strip()})
    ]


def test_columns_of_one_name_or_none_keep_their_cells() -> None:
    text = "url,url,title,title ,,url\nhttps://h/1,https://h/2,a,b,c,\n,https://h/3,,d,,\n"
    assert summary(rows(text)) == [
        ("https://h/1", {"url.1": "https://h/2", "title": "a", "title.1": "b", "column 5": "c"}),
        ("https://h/3", {"title.1": "d"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_text_of_wide_characters_is_seen_without_a_mark(encoding: str) -> None:
    text = "url,title\nhttps://h/1.jpg,Zürich 一\n"
    for name, table in (("a.csv", text), ("a.json", json.dumps([{"url": "https://h/1.jpg", "title": "Zürich 一"}]))):
        assert summary(rows(table.encode(encoding), name)) == [("https://h/1.jpg", {"title": "Zürich 一"})]


def test_a_damaged_line_of_utf8_does_not_become_other_letters() -> None:
    text = "url,title\nhttps://h/1,Zürich\nhttps://h/2,caf\xff\nhttps://h/3,Bern\n"
    data = text.encode().replace("\xff".encode(), b"\xc3")
    assert faults(rows(data)) == ["https://h/1", "list.csv#row=3", "https://h/3"]
    assert "not text in UTF-8" in summary(rows(data))[1]
    assert faults(rows(data.replace(b"url,title\n", b""), "a.txt", paths=False)) == [
        "https://h/1,Zürich",
        "a.txt#line=2",
        "https://h/3,Bern",
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\t"])
def test_only_a_line_feed_ends_a_line_of_json(mark: str) -> None:
    text = f'{{"url": "https://h/1", "t": "one{mark}two"}}\r\n\n{{"url": "https://h/2"}}'
    assert summary(rows(text, "a.jsonl")) == [("https://h/1", {"t": f"one{mark}two"}), ("https://h/2", {})]


def test_a_bad_line_of_json_costs_itself() -> None:
    text = (
        '\ufeff{"url": "https://h/1"}\n'
        '{"url": "https://h/2"\n'
        "[1]\n"
        '{"url": "https://h/4", "url": "https://h/5"}\n'
        '{"url": "https://h/5", "more": {"a": 1, "a": 2}}\n'
        '{"url": "https://h/6"} {"url": "https://h/7"}\n'
        "{}\n" + '{"url": "https://h/8", "deep": ' + "[" * 100_000 + "\n" + '{" URL": "https://h/9"}'
    )
    entries = rows(text, "a.jsonl")
    assert faults(entries) == ["https://h/1", *(f"a.jsonl#row={row}" for row in (2, 3, 4, 5, 6, 8)), "https://h/9"]
    sentences = [entry.reason for entry in entries if isinstance(entry, Failure)]
    assert "is not valid JSON" in sentences[0]
    assert sentences[1] == "Row 3 of a.jsonl is no object; mend it."
    assert sentences[2] == "Row 4 of a.jsonl has the key url more than once; mend it."
    assert sentences[3] == "Row 5 of a.jsonl has the key a more than once; mend it."


def test_an_entry_of_a_json_array_that_is_no_object_costs_itself() -> None:
    text = '[{"url": "https://h/1"}, null, {"url": "https://h/3", "URL": "x"}, {"url": "a", "url": "b"}]'
    assert faults(rows(text, "a.json")) == ["https://h/1", "a.json#row=2", "https://h/3", "a.json#row=4"]


def test_json_of_one_kind_under_the_name_of_the_other_is_read() -> None:
    lines = '{"url": "https://h/1"}\n{"url": "https://h/2"}\n'
    array = '[\n  {"url": "https://h/1"},\n  {"url": "https://h/2"}\n]'
    single = '{\n  "url": "https://h/1"\n}'
    assert faults(rows(lines, "a.json")) == faults(rows(array, "a.jsonl")) == ["https://h/1", "https://h/2"]
    assert faults(rows(single, "a.json")) == faults(rows(single, "a.jsonl")) == ["https://h/1"]


def test_an_entry_that_cannot_be_read_so_deep_in_calls_is_told() -> None:
    entries = ['{"url": "https://h/1"}', '{"url": "https://h/2", "deep": ' + "[" * 700 + "]" * 700 + "}"]
    found = read_table(f"[{','.join(entries)}]".encode(), name="a.json", allow_paths=False)

    def deeper(calls: int) -> list[SourceItem | Failure]:
        return deeper(calls - 1) if calls else list(found)

    first, second = faults(deeper(400))
    assert first == "https://h/1"
    assert second in ("a.json#row=2", "https://h/2")  # newer Pythons count the parser's own depth apart


def test_numbers_of_json_stay_as_they_are_written() -> None:
    text = f'[{{"url": "https://h/1", "a": 12.50, "b": 1e400, "c": Infinity, "d": NaN, "e": {"7" * 5000}, "f": -3}}]'
    metadata = summary(rows(text, "a.json"))[0][1]
    assert metadata == {"a": "12.50", "b": "1e400", "c": "Infinity", "e": "7" * 5000, "f": "-3"}


# ---------------------------------------------------------------- lists


def test_a_text_file_names_one_input_a_line(tmp_path: Path) -> None:
    (tmp_path / "my picture.jpg").write_bytes(b"1")
    (tmp_path / "folder").mkdir()
    listed = tmp_path / "urls.txt"
    listed.write_bytes(
        b"\xef\xbb\xbf# pictures\r\n\r\nhttps://h/a,b;c.jpg#x\n  my picture.jpg\rhttps://h/2\nmissing.jpg\nfolder\n"
        b"ftp://h/3\n<https://h/4>"
    )
    entries = list(expand([listed], Settings()))
    assert faults(entries) == [
        "https://h/a,b;c.jpg#x",
        str(tmp_path / "my picture.jpg"),
        "https://h/2",
        *(f"{listed}#line={line}" for line in (6, 7, 8)),
        "https://h/4",
    ]
    assert summary(entries)[3] == f"Line 6 of {listed}: {tmp_path}/missing.jpg is not there; check the path."


@pytest.mark.parametrize("name", ["a.txt", "A.URLS", "a.lst"])
def test_a_list_from_elsewhere_may_name_urls_only(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"1")
    entries = rows(f"https://h/1\n{secret}\nfile://{secret}\n", name, base=tmp_path, paths=False)
    assert faults(entries) == ["https://h/1", f"{name}#line=2", f"{name}#line=3"]

    def resolve(uri: str) -> SourceItem | Failure:
        return SourceItem(uri=uri, name=name, read=lambda: f"https://h/1\n{secret}\n".encode())

    uploaded = list(expand(["upload:1"], Settings(), resolve_upload=resolve))
    assert faults(uploaded) == ["https://h/1", f"{name}#line=2"]


def test_a_text_file_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    for name in ("urls.txt", "a.urls", "b.lst", "c.csv"):
        (tmp_path / name).write_text("https://h/1\n")
    assert list(expand([tmp_path], Settings())) == []


def test_a_list_in_a_named_folder_does_not_lead_out_of_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"1")
    (root / "a.jpg").write_bytes(b"1")
    (root / "list.txt").write_text("a.jpg\n../secret.jpg\n")
    inside, outside = expand([root / "list.txt"], Settings(folders=(root,)))
    assert isinstance(inside, SourceItem)
    assert isinstance(outside, Failure)


def test_a_picture_whose_name_ends_as_that_of_a_text_is_a_picture(tmp_path: Path) -> None:
    picture = tmp_path / "photo.txt"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    (item,) = expand([picture], Settings())
    assert item.uri == str(picture)
    assert isinstance(item, SourceItem)


# ---------------------------------------------------------------- what would be changed or swallowed without a word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'url,c\n{H}/1,"a\n{H}/2,b"\n{H}/3,c\n', ["a.csv#row=2", f"{H}/2", f"{H}/3"]),
        (f'url,c\n{H}/1,"\n{H}/2,"\n{H}/3,c\n', ["a.csv#row=2", "a.csv#row=3", f"{H}/3"]),
        (f'url,c\n{H}/1,"a, b\n{H}/2,c\n{H}/3,d"\n', ["a.csv#row=2", f"{H}/2", f"{H}/3"]),
        (f'url,c\n"{H}/1,a\n{H}/2,b"\n{H}/3,c\n', ["a.csv#row=2", f"{H}/2", f"{H}/3"]),
        (f'c,url\n"a,{H}/1\nb",{H}/2\n', ["a.csv#row=2", f"{H}/2"]),
        # A cell that is meant to have several lines.
        (f'c,url\n"Sources:\nWikipedia, {H}/x\nand more",{H}/1\n', [f"{H}/1"]),
        (f'url,c\n{H}/1,"Storm\nat sea, 1999\n{H}/x"\n', [f"{H}/1"]),
    ],
)
def test_two_quotation_marks_left_alone_swallow_no_row(text: str, expected: list[str]) -> None:
    assert faults(rows(text, "a.csv", paths=False)) == expected


def test_two_quotation_marks_left_alone_swallow_no_path(tmp_path: Path) -> None:
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / name).write_bytes(b"1")
    found = rows('path,c\n1.jpg,"a\n2.jpg,b"\n', "a.csv", base=tmp_path)
    assert faults(found) == ["a.csv#row=2", str(tmp_path / "2.jpg")]


@pytest.mark.parametrize("separator", ["", "\n"])
def test_one_bad_byte_changes_no_other_letter(separator: str) -> None:
    entries = [f'{{"url": "{H}/{n}", "t": "Zürich"}}'.encode() for n in (1, 2, 3)]
    entries[1] = entries[1].replace("ü".encode(), b"\xc3")
    data = b"[" + (b"," + separator.encode()).join(entries) + b"]"
    found = rows(data, "a.json")
    assert faults(found) == [f"{H}/1", "a.json#row=2", f"{H}/3"]
    assert summary(found)[0] == (f"{H}/1", {"t": "Zürich"})
    (line,) = rows(f"url,t\n{H}/1,Zürich ß ? é\n".encode().replace(b"?", b"\xff"))
    assert isinstance(line, Failure)
    assert "not text in UTF-8" in line.reason


def test_tables_of_old_macs_are_in_their_code() -> None:
    text = f"url,t\r{H}/1,Zürich – café\r"
    assert summary(rows(text.encode("mac_roman"))) == [(f"{H}/1", {"t": "Zürich – café"})]
    lines = f'{{"url": "{H}/1", "t": "é"}}\r{{"url": "{H}/2"}}\r'
    assert summary(rows(lines.encode("mac_roman"), "a.jsonl")) == [(f"{H}/1", {"t": "é"}), (f"{H}/2", {})]


def test_the_mark_at_the_end_of_a_file_of_dos_is_no_row() -> None:
    assert faults(rows(f"url,t\r\n{H}/1,a\r\n\x1a")) == [f"{H}/1"]


def test_minus_zero_stays() -> None:
    assert summary(rows(f'[{{"url": "{H}/1", "n": -0}}]', "a.json")) == [(f"{H}/1", {"n": "-0"})]


@pytest.mark.parametrize(("name", "text"), [("a.csv", "url,t\n"), ("a.csv", "url,t\n,\n\n"), ("a.json", "[{}]")])
def test_a_table_that_names_nothing_is_said(tmp_path: Path, name: str, text: str) -> None:
    table = tmp_path / name
    table.write_text(text.replace("{}", '{"url": null}'))
    noted: list[Skipped] = []
    assert list(expand([table], Settings(), note=noted.append)) == []
    assert [(one.uri, one.kind) for one in noted] == [(str(table), "empty")]
    upload = SourceItem(uri="upload:1", name=name, read=table.read_bytes)
    assert list(expand(["upload:1"], Settings(), resolve_upload=lambda uri: upload, note=noted.append)) == []
    assert [one.uri for one in noted] == [str(table), "upload:1"]
