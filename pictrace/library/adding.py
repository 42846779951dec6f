"""How pictures come into a library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pictrace import sources
from pictrace.errors import InvalidInput
from pictrace.ingest import clear_resolved_failures, disk_room
from pictrace.library.resources import LibraryResources
from pictrace.store.files import upload_uri
from pictrace.types import AddReport, Failure, ProgressCallback, Skipped, SourceItem


class Adding(LibraryResources):
    """Files, folders, archives, tables, URLs and uploads become pictures of the library."""

    def add(self, inputs: str | Path | Sequence[str | Path], progress: ProgressCallback | None = None) -> AddReport:
        """Add files, folders, zip archives, tables, URLs and kept uploads; each picture is kept once.

        progress : called about ten times a second; False cancels, and what was added stays.
        Inputs that fail are listed in the report, never raised, and so are what is left out on purpose and a disk that
        fills up (`AddReport.stopped`). Raises WeightsUnavailable, LibraryError (DiskFull where there is hardly any room
        to begin with), or InvalidInput for what is neither str nor Path.
        """
        with self._in_use():
            named = _named_inputs(inputs)
            skipped: list[Skipped] = []
            items = sources.expand(
                named, self.settings, resolve_upload=self._originals.upload_item, note=skipped.append
            )
            report = self._added(items, progress)
            if not (self._closed or report.stopped):
                clear_resolved_failures(self._catalog, named, report)
            return replace(report, skipped=tuple(dict.fromkeys(skipped)))

    def add_table(self, data: bytes, name: str, progress: ProgressCallback | None = None) -> AddReport:
        """Add what a CSV or JSON table from elsewhere names. It may name URLs only; a row with a path fails."""
        with self._in_use():
            limits = self.settings.limits
            return self._added(sources.read_table(data, name=name, allow_paths=False, limits=limits), progress)

    def _added(self, items: Iterable[SourceItem | Failure], progress: ProgressCallback | None) -> AddReport:
        report = self._adder.add(items, self._until_closed(progress))
        if not (self._closed or report.stopped):
            self._networks.present().index.learn()
        return report

    def store_upload(self, data: bytes, name: str) -> str:
        """Keep an uploaded original in the library; returns "upload:<sha256>", which `add` takes as an input.

        Raises LibraryError, DiskFull where there is no room for it.
        """
        with self._in_use():
            disk_room.require(self.location, disk_room.TO_BEGIN + len(data))
            self._originals.keep_upload(data, name)
            return upload_uri(data)


def _named_inputs(inputs: str | Path | Sequence[str | Path]) -> list[str | Path]:
    """The inputs one by one; anything else, such as a picture's bytes, is a slip in the caller's program."""
    named = [inputs] if isinstance(inputs, (str, Path)) else inputs
    if isinstance(named, Iterable) and not isinstance(named, (bytes, bytearray, memoryview)):
        named = list(named)
        if all(isinstance(entry, (str, Path)) for entry in named):
            return named
    raise InvalidInput("What is added is named by paths or URLs (str or Path), one or a list of them; give those.")
