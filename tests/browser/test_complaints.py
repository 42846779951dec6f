"""A page is forgiven a picture that was replaced before the browser asked for it, and nothing wider."""

from __future__ import annotations

import pytest
from complaints import Complaint, is_fault

NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"
HOST = "http://localhost:8501"
OLD, NEW, TABLE = (f"{HOST}/media/{name}" for name in ("old.jpg", "new.jpg", "table.csv"))


def judged(text: str, url: str, type: str = "error") -> bool:
    return is_fault(Complaint(type, text, url), pictures={OLD, NEW}, shown={NEW})


@pytest.mark.parametrize("url", [OLD, f"{HOST}/library/_stcore/health", f"{HOST}/library/_stcore/host-config"])
def test_what_is_forgiven(url: str) -> None:
    assert not judged(NOT_FOUND, url)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (NOT_FOUND, NEW),
        (NOT_FOUND, TABLE),
        (NOT_FOUND, f"{HOST}/app/static/pictures/old.jpg"),
        (NOT_FOUND, f"{HOST}/_stcore/health"),
        (NOT_FOUND, f"{HOST}/library/_stcore/upload_file/x"),
        ("Failed to load resource: the server responded with a status of 500 (Internal Server Error)", OLD),
        ("Failed to load resource: the server responded with a status of 500 ()", f"{HOST}/library/_stcore/health"),
        ("Failed to load resource: net::ERR_CONNECTION_REFUSED", OLD),
        ("Uncaught TypeError: nothing", f"{HOST}/_stcore/bidi-components/pictrace.js"),
    ],
)
def test_what_is_not(text: str, url: str) -> None:
    assert judged(text, url)


def test_only_errors_are_faults() -> None:
    assert not judged("a remark", NEW, type="warning")
