"""Trash and snapshots are left out and said so; what cannot be followed costs itself only."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from zip_making import Entry, archive

from pictrace.settings import Limits, Settings
from pictrace.sources import expand, folder, named_folders
from pictrace.sources import skipped as left_out
from pictrace.types import Failure, Skipped, SourceItem

JPEG = b"\xff\xd8\xff\xe0" + bytes(60)

TRASH = [
    *("#recycle", "#Recycle", "@Recycle", "@RECYCLE", "$RECYCLE.BIN", "$Recycle.Bin", "RECYCLER", ".recycle"),
    *(".Trash", ".Trash-1000", ".Trash-0", ".Trashes", "#Trash", "Network Trash Folder", "trashbox"),
    *("#snapshot", "@Recently-Snapshot", ".snapshot", ".snapshots", "~snapshot", ".zfs", ".stversions"),
    *("@eaDir", "@EADIR", ".@__thumb", "System Volume Information", "lost+found"),
]
KEPT = ["recycle", "Recycling", "snapshot", "Snapshots", "trash", "Lost and found", "eaDir", "#1", "@home", "Thumb"]


def put(path: Path, data: bytes = JPEG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def opened(source: Path | str) -> tuple[list[str], list[Failure], list[Skipped]]:
    skipped: list[Skipped] = []
    entries = list(expand([source], Settings(), note=skipped.append))
    uris = [entry.uri for entry in entries if isinstance(entry, SourceItem)]
    return uris, [entry for entry in entries if isinstance(entry, Failure)], skipped


@pytest.mark.parametrize("name", TRASH)
def test_trash_in_a_folder_is_left_out_and_said(tmp_path: Path, name: str) -> None:
    put(tmp_path / name / "deep" / "deleted.jpg")
    kept = put(tmp_path / "a" / "b.jpg")
    uris, failures, skipped = opened(tmp_path)
    assert uris == [str(kept)]
    assert not failures
    assert [(one.uri, one.kind) for one in skipped] == [(str(tmp_path / name), "trash")]
    assert opened(tmp_path / name)[0] == [str(tmp_path / name / "deep" / "deleted.jpg")]  # named, it is meant
    assert [found.name for found in named_folders.list_folder([tmp_path], 0).folders] == ["a"]


@pytest.mark.parametrize("name", KEPT)
def test_names_that_people_give_are_no_trash(tmp_path: Path, name: str) -> None:
    kept = put(tmp_path / name / "a.jpg")
    assert opened(tmp_path) == ([str(kept)], [], [])


def test_trash_deeper_down_and_beside_it_comes_in_an_order_that_stays(tmp_path: Path) -> None:
    for name in ("x/@Recycle", "x/#recycle", "#recycle", "x/y/.zfs"):
        put(tmp_path / name / "a.jpg")
    _, _, skipped = opened(tmp_path)
    assert [one.uri for one in skipped] == [
        str(tmp_path / name) for name in ("#recycle", "x/#recycle", "x/@Recycle", "x/y/.zfs")
    ]


def test_a_file_of_such_a_name_is_no_trash_folder(tmp_path: Path) -> None:
    put(tmp_path / "lost+found")
    kept = put(tmp_path / "a.jpg")
    assert opened(tmp_path) == ([str(kept)], [], [])


@pytest.mark.parametrize("name", TRASH)
def test_trash_in_an_archive_is_left_out_and_said(tmp_path: Path, name: str) -> None:
    entries = [f"{name}/a.jpg", f"./x/{name}/y/b.jpg", f"x/{name}/c.jpg", "__MACOSX/._d.jpg", "d.jpg"]
    path = put(tmp_path / "a.zip", archive(*[Entry(entry.encode(), JPEG, 0x800) for entry in entries]))
    uris, failures, skipped = opened(path)
    assert uris == [f"{path}!/d.jpg"]
    assert not failures
    assert [one.uri for one in skipped] == [f"{path}!/{name}", f"{path}!/x/{name}"]
    if not name.startswith("."):
        assert opened(f"{path}!/{name}/a.jpg")[0] == [f"{path}!/{name}/a.jpg"]


def test_an_uploaded_folder_leaves_its_trash_out() -> None:
    names = {"upload:1": "photos/#recycle/a.jpg", "upload:2": "photos/b.jpg", "upload:3": "#recycle/c.jpg"}

    def resolve(uri: str) -> SourceItem | Failure:
        return SourceItem(uri=uri, name=names[uri], read=lambda: JPEG)

    skipped: list[Skipped] = []
    entries = list(expand(names, Settings(), resolve_upload=resolve, note=skipped.append))
    assert [entry.uri for entry in entries] == ["upload:2", "upload:3"]
    assert [one.uri for one in skipped] == ["photos/#recycle"]


def test_what_was_left_out_is_said_in_a_sentence_for_each_kind() -> None:
    trash = [left_out.trash(f"/{name}") for name in "abcde"]
    assert left_out.in_words([]) == ()
    assert left_out.in_words(trash[:1]) == ("Left out: a trash or snapshot folder (/a); name it to add what is in it.",)
    assert left_out.in_words([*trash, left_out.empty("/z.zip")], lambda uri: uri.upper()) == (
        "Left out: 5 trash or snapshot folders (/A, /B, /C and 2 more); name one to add what is in it.",
        "No pictures in /Z.ZIP.",
    )


# ---------------------------------------------------------------- what cannot be followed


def test_loops_and_broken_links_cost_themselves(tmp_path: Path) -> None:
    kept = [put(tmp_path / name) for name in ("a.jpg", "z.jpg")]
    links = {"loop": "loop", "loop.jpg": "loop.jpg", "one.jpg": "two.jpg", "two.jpg": "one.jpg", "loop.txt": "loop.txt"}
    for name, target in {**links, "gone.jpg": "nowhere.jpg", "lost": "/mnt/nowhere", "gone.txt": "nowhere"}.items():
        (tmp_path / name).symlink_to(target)
    uris, failures, _ = opened(tmp_path)
    assert uris == [str(path) for path in kept]
    assert [failure.uri for failure in failures] == [
        str(tmp_path / name) for name in ("gone.jpg", "loop", "loop.jpg", "lost", "one.jpg", "two.jpg")
    ]
    told = {Path(failure.uri).name: failure.reason for failure in failures}
    assert told["gone.jpg"].endswith("gone.jpg is not there: it leads to nowhere.jpg; mend the link.")
    assert told["lost"].endswith("lost is not there: it leads to /mnt/nowhere; mend the link.")
    assert told["loop"].endswith("cannot be followed (Too many levels of symbolic links); mend or remove the link.")
    assert [found.name for found in named_folders.list_folder([tmp_path], 0).files] == ["a.jpg", "z.jpg"]


def test_a_loop_that_is_named_is_told(tmp_path: Path) -> None:
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    _, (failure,), _ = opened(tmp_path / "loop.jpg")
    assert failure.reason.endswith("(Too many levels of symbolic links); mend or remove the link.")


def test_a_path_that_is_too_long_costs_itself(tmp_path: Path) -> None:
    kept = put(tmp_path / "a.jpg")
    (tmp_path / "long").symlink_to("x" * 300)
    uris, (failure,), _ = opened(tmp_path)
    assert uris == [str(kept)]
    assert "File name too long" in failure.reason


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: os.mknod(path, 0o140644)], ids=["pipe", "socket"])
@pytest.mark.parametrize("name", ["a.jpg", "a.zip", "a"])
def test_what_is_no_file_does_not_block(tmp_path: Path, make: Callable[[Path], None], name: str) -> None:
    make(tmp_path / name)
    for source in (tmp_path, tmp_path / name):
        uris, failures, _ = opened(source)
        assert not uris
        assert all("is no ordinary file" in failure.reason for failure in failures)
        assert bool(failures) == (name != "a" or source != tmp_path)


@dataclass(frozen=True)
class Odd:
    """An entry of a folder about which the system knows only its name."""

    path: str
    error: OSError

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    def is_dir(self) -> bool:
        raise self.error

    def is_symlink(self) -> bool:
        raise self.error


def listing(*odd: Odd, end: OSError | None = None) -> folder.ListFolder:
    @contextmanager
    def list_folder(path: str) -> Iterator[Iterator[folder.Entry]]:
        def entries() -> Iterator[folder.Entry]:
            yield from odd
            with os.scandir(path) as real:
                yield from real
            if end is not None:
                raise end

        yield entries()

    return list_folder


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "cannot be followed (Permission denied); check its rights."),
        (errno.ESTALE, "cannot be followed (Stale file handle); connect its drive again."),
        (errno.EIO, "cannot be followed (Input/output error); check its drive."),
    ],
)
def test_an_entry_about_which_nothing_can_be_said_costs_itself(tmp_path: Path, number: int, words: str) -> None:
    kept = put(tmp_path / "a.jpg")
    odd = [Odd(str(tmp_path / name), OSError(number, os.strerror(number))) for name in ("b", "b.txt", ".c")]
    item, failure = folder.walk(str(tmp_path), Limits(), list_folder=listing(*odd))
    assert item.uri == str(kept)
    assert isinstance(failure, Failure)
    assert failure.reason == f"{tmp_path}/b {words}"


def test_a_listing_that_breaks_off_keeps_what_was_listed(tmp_path: Path) -> None:
    kept = put(tmp_path / "a.jpg")
    end = OSError(errno.EIO, os.strerror(errno.EIO))
    failure, item = folder.walk(str(tmp_path), Limits(), list_folder=listing(end=end))
    assert item.uri == str(kept)
    assert isinstance(failure, Failure)
    assert failure.reason == f"{tmp_path} cannot be listed (Input/output error); check its drive."


def test_a_folder_whose_name_is_no_text_is_walked(tmp_path: Path) -> None:
    os.mkdir(os.fsencode(tmp_path) + b"/caf\xe9")
    for name in (b"/caf\xe9/a.jpg", b"/caf\xe9.zip", b"/b.jpg"):
        with open(os.fsencode(tmp_path) + name, "wb") as file:
            file.write(JPEG)
    uris, failures, _ = opened(tmp_path)
    assert uris == [str(tmp_path / "b.jpg")]
    assert [failure.uri for failure in failures] == [f"{tmp_path}/caf\\udce9/a.jpg", f"{tmp_path}/caf\\udce9.zip"]
    assert all("is not valid UTF-8; rename" in failure.reason for failure in failures)
