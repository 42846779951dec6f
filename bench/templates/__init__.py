"""Pages of one template with other contents: forms, invoices, screens, charts, logos, text pages.

`page(kind, layout, content)` is always the same picture. Two contents of one layout are siblings and no copies;
`copies` are true copies of one page.

forms.py       forms and invoices
screens.py     screens of a program
charts.py      charts
logos.py       logos
text_pages.py  pages of text
drawing.py     what all are drawn with
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.templates import charts, forms, logos, screens, text_pages
from bench.templates.drawing import Random
from pictrace.imaging import edits
from pictrace.imaging.edits import Edit
from pictrace.types import UInt8Array

LAYOUTS = 5
CONTENTS = 20
KINDS: dict[str, Callable[[Random, Random], UInt8Array]] = {
    "form": forms.form,
    "screen": screens.screen,
    "chart": charts.chart,
    "logo": logos.logo,
    "text page": text_pages.text_page,
    "invoice": forms.invoice,
    "wordmark": logos.wordmark,
}


def page(kind: str, layout: int, content: int) -> UInt8Array:
    """(H, W, 3) uint8 RGB. Raises KeyError for a kind that is not in `KINDS`."""
    return KINDS[kind](np.random.default_rng([layout, 11]), np.random.default_rng([layout, content, 12]))


def copies(seed: int) -> tuple[Edit, ...]:
    """Three copies of a page, of another strength for each seed."""
    random = np.random.default_rng([seed, 13])
    smaller = edits.downscale(float(random.uniform(0.5, 0.9))), edits.recompress(int(random.integers(25, 70)))
    brighter = edits.brightness(float(random.uniform(0.75, 1.2))), edits.grey(), edits.recompress(60)
    return (
        edits.chain("smaller, saved again", "", *smaller),
        edits.crop(float(random.uniform(0.6, 0.9)), *random.random(2)),
        edits.chain("brighter, in grey", "", *brighter),
    )
