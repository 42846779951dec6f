"""Content-addressed files: written whole or not at all, and never outside their folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from pictrace.errors import InvalidInput, LibraryUnusable, UnreadablePicture
from pictrace.store.files import PictureStore, upload_digest, upload_uri
from pictrace.system.whole_file import whole_file, write_whole

DIGEST = "ab" * 32


def test_what_is_written_is_read(tmp_path: Path) -> None:
    store = PictureStore(tmp_path / "pictures", ".jpg")
    store.write(DIGEST, b"one")
    store.write(DIGEST, b"two")
    assert store.read(DIGEST) == b"one"
    assert list(store.digests()) == [DIGEST]
    assert store.size() == 3
    store.remove(DIGEST)
    store.remove(DIGEST)
    assert not store.has(DIGEST)
    with pytest.raises(UnreadablePicture, match="rebuild"):
        store.read(DIGEST)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "zz" * 32])
def test_only_digests_name_files(tmp_path: Path, digest: str) -> None:
    with pytest.raises(InvalidInput, match="digest"):
        PictureStore(tmp_path, ".jpg").path(digest)


def test_strays_and_unfinished_files_are_cleared(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, ".jpg")
    store.write(DIGEST, b"one")
    store.write("cd" * 32, b"two")
    unfinished = tmp_path / "ab" / ".writing-x"
    unfinished.write_bytes(b"half")
    assert store.remove_strays({DIGEST}) == 2
    assert store.has(DIGEST)
    assert not unfinished.exists()


def test_an_upload_is_named_by_its_content() -> None:
    uri = upload_uri(b"picture")
    assert upload_digest(uri) == uri.removeprefix("upload:")
    assert upload_digest("upload:../x") is None
    assert upload_digest("/a/b.jpg") is None


def test_what_cannot_be_deleted_is_said_in_words(tmp_path: Path) -> None:
    store = PictureStore(tmp_path / "pictures", ".jpg")
    store.path(DIGEST).mkdir(parents=True)  # refused for every user, which the rights of a folder are not
    with pytest.raises(LibraryUnusable, match="Cannot delete"):
        store.remove(DIGEST)
    (tmp_path / "pictures" / "ab" / ".writing-x").mkdir()
    with pytest.raises(LibraryUnusable, match="Cannot delete"):
        store.remove_strays({DIGEST})


def test_a_kept_file_can_be_read_by_a_server_run_as_somebody_else(tmp_path: Path) -> None:
    store = PictureStore(tmp_path, ".jpg")
    store.write(DIGEST, b"one")
    assert store.path(DIGEST).stat().st_mode & 0o044 == 0o044


def test_a_file_that_cannot_be_finished_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "made" / "table.csv"
    write_whole(path, b"before", mode=0o600, modified=1_000.0)
    assert (path.stat().st_mode & 0o777, path.stat().st_mtime) == (0o600, 1_000.0)
    with pytest.raises(OSError, match="cut"), whole_file(path):
        raise OSError("cut")
    assert path.read_bytes() == b"before"
    assert list(path.parent.iterdir()) == [path]
