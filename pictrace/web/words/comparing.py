"""The Compare page; what a pair is said to be stands in `pictrace/verdicts/wording.py`."""

from __future__ import annotations

TITLE = "Compare two pictures"
TEXT = (
    "Give any two, from your disk, the web or the library. PicTrace lays them on each other and shows what they share."
)
FIRST = "First picture"
SECOND = "Second picture"
ANOTHER = "Another picture"
EXCHANGE = "Exchange the two"
SEARCH = "Search with it"
COMPARING = "Comparing the two…"
EVIDENCE = "Why"
GONE_TITLE = "One of the pictures is not here any more"
GONE_TEXT = "It was forgotten or removed since. Give it again."
