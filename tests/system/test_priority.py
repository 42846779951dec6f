"""Searches go first, and adding never starves."""

from __future__ import annotations

import threading

from threads import in_a_thread, wait_for_end, within

from pictrace.system.search_priority import SearchPriority


def test_adding_waits_while_a_search_is_under_way_and_goes_on_after() -> None:
    priority = SearchPriority(longest_wait=30.0)
    passed = threading.Event()

    def add() -> None:
        priority.give_way()
        passed.set()

    with priority.searching():
        adding, _ = in_a_thread(add)
        assert not passed.wait(0.1)
    assert passed.wait(5)
    wait_for_end(adding)


def test_adding_does_not_wait_for_ever() -> None:
    priority = SearchPriority(longest_wait=0.01)
    with priority.searching():
        within(priority.give_way)


def test_searches_without_a_gap_hold_adding_back_once_and_not_at_every_picture() -> None:
    now = 100.0
    priority = SearchPriority(longest_wait=30.0, clock=lambda: now)

    def add() -> None:
        for _ in range(100):
            priority.give_way()

    with priority.searching():
        now += 20.0
        with priority.searching():
            now += 20.0
            within(add)
