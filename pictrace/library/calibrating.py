"""How sure verdicts are, measured on a library's own pictures."""

from __future__ import annotations

from collections.abc import Sequence

from pictrace import verdicts
from pictrace.index.networks import Present
from pictrace.library.searching import Searching
from pictrace.types import DEFAULT_SHORTLIST, Calibration, Candidate, ProgressCallback, Weights
from pictrace.verdicts.calibration import DEFAULT_SAMPLE, Calibrator


class Calibrating(Searching):
    """A calibration searches the library for its own pictures."""

    def calibration(self) -> Calibration:
        """What verdicts are given by now: the library's newest calibration, or the shipped one."""
        with self._in_use():
            return self._verdicts.calibration()

    def calibrate(self, progress: ProgressCallback | None = None, *, sample: int = DEFAULT_SAMPLE) -> Calibration:
        """Adjust probabilities to this library's own pictures, and measure how often answers are wrong here.

        sample : pictures to look at; each costs about a third of a second. The callback may stop it by returning
        False: then nothing is kept. The network is not needed. Raises InvalidInput for an empty library.
        """
        with self._in_use():
            calibrator = Calibrator(self._catalog, self._working, verdicts.shipped_model(), self._examined)
            found = calibrator.run(sample, self.settings.max_false_positive_rate, self._until_closed(progress))
            return found if found.cancelled else self._verdicts.keep(found)

    def _examined(self, id: int) -> Sequence[Candidate]:
        self._priority.give_way()
        return self._networks.on_current_network(lambda present: self._hits(id, present))

    def _hits(self, id: int, present: Present) -> Sequence[Candidate]:
        loaded = self._stored(self._catalog.record(id), None, "fast", present.backbone)
        return self._searcher(present).search(loaded, 1, Weights(), DEFAULT_SHORTLIST).candidates
