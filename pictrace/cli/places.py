"""Where a picture is, for people at a terminal."""

from __future__ import annotations

from pictrace.types import Record


def place(record: Record) -> str:
    """Where it is, with a mark where it was looked for and not found."""
    return f"{record.uri} (no longer there)" if record.uri in record.missing else record.uri


def places(record: Record) -> str:
    """The same, and where it was before."""
    before = [uri for uri in record.missing if uri != record.uri]
    if not before:
        return place(record)
    more = f" and {len(before) - 1:,} more" if len(before) > 1 else ""
    return f"{place(record)} (no longer at {before[0]}{more})"
