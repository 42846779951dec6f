"""What is known of a library that was never calibrated: what was measured of the shipped model elsewhere."""

from __future__ import annotations

from pictrace.types import Calibration
from pictrace.verdicts.copy_probability import USUAL_RATE, CopyModel, threshold_for
from pictrace.verdicts.intervals import upper_bound


def shipped_calibration(model: CopyModel, max_false_positive_rate: float = USUAL_RATE) -> Calibration:
    """The calibration that changes nothing.

    Its error rate is that of the development pictures, measured at the usual threshold; none is claimed for another.
    """
    usual = max_false_positive_rate == USUAL_RATE and model.no_copy_searches > 0
    return Calibration(
        id=f"shipped-{model.version}",
        created_at="",
        model=model.version,
        slope=1.0,
        intercept=0.0,
        threshold=threshold_for(model.threshold, max_false_positive_rate),
        max_false_positive_rate=max_false_positive_rate,
        searches=model.no_copy_searches if usual else 0,
        wrong=model.wrong if usual else 0,
        error_rate=model.wrong / model.no_copy_searches if usual else None,
        error_bound=upper_bound(model.wrong, model.no_copy_searches) if usual else None,
    )
