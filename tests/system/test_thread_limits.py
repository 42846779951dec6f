"""Other packages' threads are held back inside a block, and are what they were before after the last one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import cv2
import pytest
from threadpoolctl import threadpool_info

from pictrace import Library
from pictrace.system.thread_limits import one_blas_thread, one_opencv_thread


def opencv_threads() -> set[int]:
    return {cv2.getNumThreads()}


def blas_threads() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


@pytest.mark.parametrize(("limited", "threads"), [(one_opencv_thread, opencv_threads), (one_blas_thread, blas_threads)])
def test_blocks_may_overlap_and_the_last_to_end_restores_the_number(
    limited: Callable[[], AbstractContextManager[None]], threads: Callable[[], set[int]]
) -> None:
    before = threads()
    first, second = limited(), limited()
    with first:
        assert threads() == {1}
        second.__enter__()
    assert threads() == {1}
    second.__exit__(None, None, None)
    assert threads() == before


def test_opencv_keeps_to_one_thread_while_a_library_is_open(tmp_path: Path) -> None:
    before = opencv_threads()
    with Library.open(tmp_path / "one", backbone="tiny"):
        with Library.open(tmp_path / "other", backbone="tiny"):
            assert opencv_threads() == {1}
        assert opencv_threads() == {1}
    assert opencv_threads() == before


def test_an_error_inside_restores_the_number() -> None:
    before = opencv_threads()
    with pytest.raises(KeyError), one_opencv_thread():
        raise KeyError
    assert opencv_threads() == before
