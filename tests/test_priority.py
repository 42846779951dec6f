"""Searches go first, and adding never starves."""

from __future__ import annotations

import threading

from pictrace.priority import SearchPriority


def test_adding_waits_while_a_search_is_under_way_and_goes_on_after() -> None:
    priority = SearchPriority(longest_wait=30.0)
    passed = threading.Event()

    def add() -> None:
        priority.give_way()
        passed.set()

    adding = threading.Thread(target=add)
    with priority.searching():
        adding.start()
        assert not passed.wait(0.1)
    assert passed.wait(5)
    adding.join()


def test_adding_does_not_wait_for_ever() -> None:
    priority = SearchPriority(longest_wait=0.01)
    with priority.searching():
        priority.give_way()
