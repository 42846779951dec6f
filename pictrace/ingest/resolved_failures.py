"""Failures of before that a table, corrected and added again, no longer has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pictrace.sources.files import given_path
from pictrace.store import Catalog
from pictrace.types import AddReport

# A row is no input that could succeed under its own uri, so nothing else forgets its failure.
_ROW = re.compile(r"(.+)#(?:row|line)=[0-9]+", re.DOTALL)


def clear_resolved_failures(catalog: Catalog, named: Iterable[str | Path], report: AddReport) -> None:
    """Of the files that were named, forget what failed earlier, as a whole or in a row, and did not fail this time.

    Uploads are left out: two tables may have one name.
    """
    if report.cancelled:
        return
    files = {given_path(str(name)) for name in named if "\0" not in str(name)}
    still = {failure.uri for failure in report.failed}
    before = (failure.uri for failure in catalog.failures() if failure.uri not in still)
    resolved = [uri for uri in before if uri in files or ((row := _ROW.fullmatch(uri)) and row[1] in files)]
    if resolved:
        catalog.clear_failures(resolved)
