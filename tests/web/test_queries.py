"""The query cache keeps what was used last, within its bounds, and nothing else."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pictrace.errors import CacheUnusable, PictureTooLarge
from pictrace.web.queries import QueryCache


class Clock:
    """Seconds since the epoch that move only when told."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(tmp_path: Path, clock: Clock) -> QueryCache:
    return QueryCache(tmp_path / "queries", max_bytes=100, max_age=60.0, clock=clock)


def test_gives_back_what_was_put_by_its_sha256(cache: QueryCache) -> None:
    digest = cache.put(b"picture")
    assert digest == hashlib.sha256(b"picture").hexdigest()
    assert cache.get(digest) == b"picture"


def test_knows_nothing_of_what_was_never_put(cache: QueryCache) -> None:
    assert cache.get("0" * 64) is None


@pytest.mark.parametrize("name", ["", "../secret", "0" * 63, "0" * 65, "G" * 64, "0" * 64 + "\n", "/etc/passwd"])
def test_a_name_that_is_no_digest_is_never_looked_up(cache: QueryCache, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    cache.put(b"picture")
    assert cache.get(name) is None


def test_the_least_recently_used_leaves_first(cache: QueryCache, clock: Clock) -> None:
    first = cache.put(b"a" * 40)
    clock.now += 1
    second = cache.put(b"b" * 40)
    clock.now += 1
    cache.get(first)
    clock.now += 1
    third = cache.put(b"c" * 40)
    assert cache.get(second) is None
    assert cache.get(first) == b"a" * 40
    assert cache.get(third) == b"c" * 40


def test_what_was_not_used_for_its_age_is_forgotten(cache: QueryCache, clock: Clock, tmp_path: Path) -> None:
    digest = cache.put(b"picture")
    clock.now += 59
    assert cache.get(digest) == b"picture"
    clock.now += 61
    assert cache.get(digest) is None
    cache.prune()
    assert list((tmp_path / "queries").iterdir()) == []


def test_a_picture_larger_than_the_cache_is_refused_in_words(cache: QueryCache) -> None:
    with pytest.raises(PictureTooLarge, match="101 bytes"):
        cache.put(b"x" * 101)


def test_files_of_a_writer_that_died_are_cleared_away(cache: QueryCache, clock: Clock, tmp_path: Path) -> None:
    cache.put(b"picture")
    left = tmp_path / "queries" / "left.part"
    left.write_bytes(b"half")
    clock.now = left.stat().st_mtime + 3601
    cache.prune()
    assert not left.exists()


def test_many_threads_may_put_the_same_picture(cache: QueryCache) -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: cache.put(b"picture"), range(40)))
    assert len(digests) == 1
    assert cache.get(digests.pop()) == b"picture"


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = QueryCache(tmp_path / "file" / "queries", max_bytes=1000, max_age=10.0)
    with pytest.raises(CacheUnusable, match=r"cannot be kept in .*queries .*set PICTRACE_CACHE"):
        cache.put(b"a picture")
