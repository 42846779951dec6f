"""What was said against what was so: the reliability curve of a calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import altair as alt
import pandas as pd

from pictrace.types import ReliabilityBin
from pictrace.web import words

# Readable on the light page (3.4 : 1) and on the dark one.
_ACCENT = "#14938a"
_WIDTH, _HEIGHT = 320, 220


def reliability_plot(bins: Sequence[ReliabilityBin]) -> alt.LayerChart | alt.FacetChart:
    """A dot for each bin of probabilities, with its 95 % interval; on the diagonal PicTrace is as sure as it should."""
    table = pd.DataFrame([asdict(one) for one in bins])
    ends = pd.DataFrame({"mean": [0.0, 1.0], "share": [0.0, 1.0]})
    scale = alt.Scale(domain=[0, 1])
    percent = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    across = alt.X("mean:Q", scale=scale, title=words.sureness.SURE_SAYS, axis=percent)
    up = alt.Y("share:Q", scale=scale, title=words.sureness.SURE_IS, axis=percent)
    diagonal = alt.Chart(ends).mark_line(color="#8a8f8e", strokeDash=[4, 4], strokeWidth=1).encode(x=across, y=up)
    base = alt.Chart(table).encode(x=across)
    interval = base.mark_rule(color=_ACCENT, opacity=0.35, strokeWidth=5).encode(y="least:Q", y2="most:Q")
    tooltip = [
        alt.Tooltip("mean:Q", title=words.sureness.SURE_SAYS, format=".0%"),
        alt.Tooltip("share:Q", title=words.sureness.SURE_IS, format=".0%"),
        alt.Tooltip("pairs:Q", title=words.sureness.SURE_PAIRS),
    ]
    points = base.mark_circle(color=_ACCENT, size=64, opacity=1).encode(y=up, tooltip=tooltip)
    return alt.layer(diagonal, interval, points).properties(width=_WIDTH, height=_HEIGHT)
