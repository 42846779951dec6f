"""report.html, made of report.json and the figures alone: the same of both always gives the same page."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pictrace.report import page_rows
from pictrace.types import JsonDict

if TYPE_CHECKING:
    from jinja2 import Environment

_FIGURE = re.compile(r'<img id="figure-([a-z_]+)" [^<>]*?src="data:image/jpeg;base64,([A-Za-z0-9+/=]*)">')
# On paper a table of thirty rows and three columns fills most of a page; report.json has all points.
_POINTS, _COLUMNS = 90, 3


def render(document: JsonDict, figures: Mapping[str, bytes]) -> str:
    """The page of a report that `as_document` made, with JPEG figures by name as data URIs.

    Whatever the document says is escaped: names, places and notes come from anywhere. The page holds no script and
    forbids itself to fetch anything.
    """
    points: Sequence[Any] = document["keypoints"]["points"][:_POINTS]
    template = _environment().get_template("page.html")
    return template.render(
        **document,
        figures={name: base64.b64encode(data).decode() for name, data in figures.items()},
        style=_style(),
        running=_running(document["filing"]["case"]),
        points=points,
        per_table=max(1, -(-len(points) // _COLUMNS)),
        **page_rows.rows(document),
    )


def figures_of(page: str) -> dict[str, bytes]:
    """The figures of a page that `render` made, by name."""
    return {name: base64.b64decode(data) for name, data in _FIGURE.findall(page)}


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 40 ms that only reports pay

    environment = Environment(
        loader=PackageLoader("pictrace.report", ""), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "moment": moment,
        "number": page_rows.number,
        "percent": page_rows.percent,
        "entry": page_rows.entry,
    }
    return environment


def _style() -> Any:
    from markupsafe import Markup

    return Markup((files("pictrace.report") / "page.css").read_text(encoding="utf-8"))


def _running(case: str) -> Any:
    """The foot of each printed page, as the text of a CSS string: every sign that is no plain letter is escaped, so
    that a case number can end neither the string nor the style sheet."""
    from markupsafe import Markup

    text = f"Case {case}" if case else "PicTrace report"
    # Markup, because only what stands in a string of the style sheet needs no escaping for HTML.
    return Markup("".join(sign if sign.isascii() and sign.isalnum() else f"\\{ord(sign):06x} " for sign in text[:80]))


def moment(text: str) -> str:
    """An ISO 8601 time as people write it; anything else as it is."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{when.day} {when:%B %Y, %H:%M:%S} UTC"
