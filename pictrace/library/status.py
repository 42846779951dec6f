"""A library as a whole."""

from __future__ import annotations

from pictrace.library.resources import LibraryResources
from pictrace.store import Artifacts, JobLog, Migration
from pictrace.types import LibraryInfo, ProgressCallback, RebuildReport, VerifyReport


class Status(LibraryResources):
    """What is kept with the library, how large it is, and whether it is sound."""

    def change(self) -> int:
        """A number that rises with every committed change; equal numbers mean an equal library."""
        with self._in_use():
            return self._catalog.last_change()

    def info(self) -> LibraryInfo:
        """Counts, disk use, and what the library was made with."""
        with self._in_use():
            present = self._networks.present()
            return LibraryInfo(
                location=self.location,
                pictures=self._catalog.count(),
                failures=self._catalog.failure_count(),
                backbone=present.made_by.name,
                backbone_version=present.made_by.version,
                weights_source=present.backbone.weights_source,
                engine=present.index.describe(),
                disk_bytes=self._maintenance.disk_bytes(self.location),
            )

    @property
    def migration(self) -> Migration | None:
        """How the library was brought up to date when it was opened, and where its catalogue as it was lies; None for
        one that was up to date or new."""
        return self._catalog.migration

    @property
    def jobs(self) -> JobLog:
        """Long jobs that were run on this library, also by other processes."""
        with self._in_use():
            return self._catalog.jobs

    @property
    def artifacts(self) -> Artifacts:
        """What was learned of this library and is kept with it: calibrations, evaluations."""
        with self._in_use():
            return self._catalog.artifacts

    def verify(self, progress: ProgressCallback | None = None) -> VerifyReport:
        """Check the catalogue, the index, the working pictures and whether originals are still there.

        The callback may stop both early by returning False; the report is then of what was looked at.
        """
        with self._in_use():
            return self._maintenance.verify(self._until_closed(progress))

    def rebuild(self, progress: ProgressCallback | None = None) -> RebuildReport:
        """Make every index and missing working picture again from the catalogue and the originals; clear strays."""
        with self._in_use():
            return self._maintenance.rebuild(self._until_closed(progress))
