"""Which pictures of a library are copies of each other."""

from __future__ import annotations

from pictrace import duplicates
from pictrace.errors import InvalidInput
from pictrace.library.resources import LibraryResources
from pictrace.store import check_page
from pictrace.types import (
    DUPLICATE_KINDS,
    DuplicateKind,
    DuplicatePair,
    Duplicates,
    DuplicatesReport,
    DuplicatesState,
    ProgressCallback,
    Record,
)


class FindingDuplicates(LibraryResources):
    """Copies within the library, looked for and shown."""

    def find_duplicates(self, progress: ProgressCallback | None = None) -> DuplicatesReport:
        """Look for copies within the library; what is found is kept, and `duplicates` gives it.

        Looks at pictures that were not looked at yet, each against all others: what was found stays after an
        interruption of whatever kind, and the next call goes on. progress : called after every batch (128 pictures,
        16 where there are few); False stops. The network is not needed. Raises LibraryError when the library's
        network or calibration changes meanwhile.
        """
        with self._in_use():
            present = self._networks.present()
            present.index.learn()
            judge, ignored = self._verdicts.judge(present.made_by.name), self._verdicts.ignored()
            return self._duplicate_search.run(judge, ignored, present.made_by, self._until_closed(progress))

    def duplicates(self, kind: DuplicateKind | None = None, *, offset: int = 0, limit: int | None = None) -> Duplicates:
        """Identical files, and what `find_duplicates` found so far: groups of most pictures first, then the surest.

        kind : "identical" is one picture that lies in several places, known without any search; "copies" are versions
        of one picture, "parts" one picture and what shows a part of it or what it shows a part of, "photographs" pairs
        of which one is a photograph of the other, "possible" pairs that a person should look at; None gives identical
        files, then copies. Raises InvalidInput for another kind and for what is no whole number from 0 up.
        """
        with self._in_use():
            if kind is not None and kind not in DUPLICATE_KINDS:
                raise InvalidInput(
                    f"There are no duplicates of the kind {kind!r}; choose one of {', '.join(DUPLICATE_KINDS)}."
                )
            check_page(offset, limit)
            made_by = self._duplicates_made_by()
            return duplicates.duplicate_groups(self._catalog, made_by, kind, offset, limit, self._missing_files)

    def duplicate_pairs(self) -> tuple[DuplicatePair, ...]:
        """Every pair that was found so far, copies and possible copies, by their ids."""
        with self._in_use():
            return self._catalog.duplicates.pairs()

    def duplicates_state(self) -> DuplicatesState:
        """How many pictures were looked at for duplicates."""
        with self._in_use():
            return duplicates.state(self._catalog, self._duplicates_made_by())

    def duplicates_are_of_another_version(self) -> bool:
        """Whether what was found was found by another version of PicTrace, and is to be looked for anew."""
        with self._in_use():
            line = self._catalog.duplicates.made_by()
            judge = self._verdicts.judge(self._networks.present().made_by.name)
            return line is not None and duplicates.is_of_another_version(line, judge)

    def _missing_files(self, record: Record) -> tuple[str, ...]:
        return tuple(str(place.source.whole) for place in self._originals.look(record).missing)

    def _duplicates_made_by(self) -> str:
        return duplicates.made_by(self._catalog, self._verdicts.judge(self._networks.present().made_by.name))
