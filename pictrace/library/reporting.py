"""A hit of a search as a report to keep."""

from __future__ import annotations

from pictrace import report
from pictrace.errors import InvalidInput
from pictrace.library.resources import LibraryResources
from pictrace.matching.ranking import SearchResult
from pictrace.search.query import stored_query
from pictrace.types import PictureLevel, Stop, never


class Reporting(LibraryResources):
    """Reports of what a search found."""

    def report(
        self,
        result: SearchResult,
        id: int | None = None,
        *,
        case: str = "",
        note: str = "",
        pictures: PictureLevel = "full",
        location: bool = False,
        file: bytes | None = None,
        name: str = "",
        stop: Stop = never,
    ) -> bytes:
        """The report of the query and one hit of a search, as `pictrace.make_report` makes it of a comparison.

        id : the hit; None is the one that the answer rests on, else the best one. file, name : the query's bytes, and
        what to call it; without them it is read again from where it came. stop : as in `search`. Raises InvalidInput
        when the picture is none of the result's candidates or when the library was calibrated since, and
        UnreadablePicture when the hit's working picture is gone.
        """
        with self._in_use(stop) as checkpoint:
            match = report.chosen(result, id)
            filing = report.checked(report.Filing(case, note, pictures, location))
            calibration = self._verdicts.calibration()
            if calibration.id != result.trust.calibration:
                raise InvalidInput("The library was calibrated after this search; search again and report on that.")
            given = str(result.query.source)
            known = self._catalog.id_by_bytes(result.query.byte_digest)
            itself = None if known is None else self._catalog.record(known)
            query = report.of_query(
                result.query,
                self._originals.bytes_at(given) if file is None else file,
                name or ("" if itself is None else itself.name),
                filing,
                self.settings,
                added_at=None if itself is None else itself.added_at,
            )
            checkpoint()
            original = self._originals.read(match.record)
            # As it is known after looking for the original: that may have turned out to be somewhere else.
            record = self._catalog.record(match.id)
            candidate = report.of_record(
                record,
                stored_query(record, self._catalog, self._working),
                None if original is None else original.data,
                filing,
                self.settings.limits,
            )
            checkpoint()
            network = self._networks.present().made_by
            found = report.of_match(result, match, query, candidate, network, calibration, filing, self.settings)
            checkpoint()
            return report.packed(found, self.settings.limits)
