"""Share of copies found first against the strength of the edit, one small plot for each kind."""

from __future__ import annotations

import altair as alt
import pandas as pd

from pictrace.evaluate import Report
from pictrace.evaluate.figures import FIRST
from pictrace.web import words

# Readable on the light page (3.4 : 1) and on the dark one.
_ACCENT = "#14938a"
_COLUMNS = 5
_WIDTH, _HEIGHT = 146, 84


def found_by_strength(report: Report) -> alt.FacetChart:
    """Kinds in the order of the table, from left to right; a bar shows the 95 % interval of each point."""
    rows = []
    for kind in dict.fromkeys(group.kind for group in report.groups if group.strength):
        groups = [group for group in report.groups if group.kind == kind and group.strength]
        labels = words.testing.short_strengths([group.strength for group in groups])
        for step, (group, label) in enumerate(zip(groups, labels, strict=True)):
            found = report.estimate(FIRST, group)
            low, high = found.interval
            rows.append(
                {
                    "kind": words.testing.edit_kind(kind),
                    "step": step,
                    "strength": label,
                    "name": words.testing.edit_name(kind, group.strength),
                    "found": found.value,
                    "low": low,
                    "high": high,
                    "copies": report.count(group),
                }
            )
    table = pd.DataFrame(rows)
    across = alt.X(
        "strength:N",
        sort=alt.SortField("step"),
        title=None,
        axis=alt.Axis(labelAngle=0, ticks=False, labelFontSize=10, labelOverlap=False),
    )
    up = alt.Y("found:Q", scale=alt.Scale(domain=[0, 1]), title=None, axis=alt.Axis(format="%", values=[0, 0.5, 1]))
    tooltip = [
        alt.Tooltip("name:N", title=words.testing.COLUMN_EDIT),
        alt.Tooltip("found:Q", title=words.testing.COLUMN_FOUND, format=".0%"),
        alt.Tooltip("copies:Q", title=words.testing.COLUMN_COPIES),
    ]
    base = alt.Chart().encode(x=across)
    interval = base.mark_rule(color=_ACCENT, opacity=0.35, strokeWidth=5).encode(y="low:Q", y2="high:Q")
    line = base.mark_line(color=_ACCENT, strokeWidth=2).encode(y=up)
    points = base.mark_circle(color=_ACCENT, size=64, opacity=1).encode(y=up, tooltip=tooltip)
    panel = alt.layer(interval, line, points, data=table).properties(width=_WIDTH, height=_HEIGHT)
    order = list(dict.fromkeys(str(row["kind"]) for row in rows))
    facet = alt.Facet("kind:N", sort=order, title=None, header=alt.Header(labelAnchor="start", labelFontSize=13))
    chart: alt.FacetChart = panel.facet(facet, columns=_COLUMNS, spacing=18).resolve_scale(x="independent")
    return chart
