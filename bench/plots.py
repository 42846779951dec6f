"""The plots of docs/performance.md, drawn from the figures beside them.

`python -m bench.plots [FOLDER]`: reads FOLDER/*.json (docs/performance), writes docs/images/performance-*.svg.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot

from bench import pictures
from pictrace.types import JsonDict

ACCENT, QUIET, SECOND = "#2f6f6b", "#8a8f98", "#c08a3e"
SIZE = (7.0, 3.6)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=pictures.ROOT / "docs" / "performance")
    given = parser.parse_args()
    mpl.use("svg")
    # Without a fixed salt the ids in the file change at every run, and every run is a change to commit.
    mpl.rcParams.update({"svg.hashsalt": "pictrace", "font.size": 10, "svg.fonttype": "none"})
    growth(_read(given.folder, "scale"), _read(given.folder, "searching"))
    steps(_read(given.folder, "searching"), _read(given.folder, "adding"))
    return 0


def growth(scale: JsonDict, searching: JsonDict) -> None:
    """Time of a search by the number of pictures, beside the two ways that look at every one."""
    sizes = [int(size) for size in scale["sizes"]]
    p50 = [1000 * figures["searching"]["p50"] for figures in scale["sizes"].values()]
    shortlist = [figures["shortlist"]["search_processor_p50_ms"] for figures in scale["sizes"].values()]
    brute = [figures["shortlist"]["brute_force_ms"] for figures in scale["sizes"].values()]
    classic = 1000 * searching["classic_p50"] / searching["pictures"]
    figure, axes = pyplot.subplots(figsize=SIZE, layout="constrained")
    axes.loglog(sizes, [classic * size for size in sizes], "--", color=QUIET, label="every picture: SSIM and ORB")
    axes.loglog(sizes, brute, "--", color=SECOND, label="every vector: NumPy cosines (no evidence)")
    axes.loglog(sizes, p50, "o-", color=ACCENT, label="PicTrace, whole search")
    axes.loglog(sizes, shortlist, "o:", color=ACCENT, label="PicTrace, its shortlist")
    axes.set_xlabel("pictures in the library")
    axes.set_ylabel("milliseconds a query")
    axes.legend(frameon=False, fontsize=9, ncols=2, loc="lower left", bbox_to_anchor=(-0.08, 1.0))
    _finish(figure, axes, "growth")


def steps(searching: JsonDict, adding: JsonDict) -> None:
    """What takes the time: core-milliseconds of each step of adding a picture, and of one search."""
    figure, axes = pyplot.subplots(2, 1, figsize=(SIZE[0], SIZE[1] * 1.6), layout="constrained")
    added = dict(sorted(adding["steps_core_milliseconds"].items(), key=lambda step: step[1]))
    examined = {name: 1000 * seconds for name, seconds in searching["channels"].items()}
    searched = {
        "network and key points of the query": 1000 * searching["steps"]["embed"],
        "shortlist": 1000 * searching["steps"]["shortlist"],
        **{f"hits: {name}": value / 2 for name, value in examined.items()},
    }
    searched = dict(sorted(searched.items(), key=lambda step: step[1]))
    for here, values, title in (
        (axes[0], added, "adding a picture, core-ms"),
        (axes[1], searched, "one search, ms on two cores"),
    ):
        bars = here.barh(list(values), list(values.values()), color=ACCENT)
        here.bar_label(bars, fmt="{:.1f}", padding=4, fontsize=9)
        here.set_xticks([])
        here.spines["bottom"].set_visible(False)
        here.set_title(title, fontsize=10, loc="left")
        _bare(here)
    figure.savefig(_file("steps"), metadata={"Date": None})
    pyplot.close(figure)


def _finish(figure: pyplot.Figure, axes: pyplot.Axes, name: str) -> None:
    _bare(axes)
    axes.grid(visible=True, which="major", alpha=0.25)
    figure.savefig(_file(name), metadata={"Date": None})
    pyplot.close(figure)


def _bare(axes: pyplot.Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _file(name: str) -> Path:
    return pictures.ROOT / "docs" / "images" / f"performance-{name}.svg"


def _read(folder: Path, name: str) -> JsonDict:
    figures: JsonDict = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
