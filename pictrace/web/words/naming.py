"""Names of pages, channels, presets and settings."""

from __future__ import annotations

from pictrace.types import Mode

PRODUCT = "PicTrace"
TRACE = "Trace"
COMPARE = "Compare"
ADD = "Add pictures"
LIBRARY = "Library"
EVALUATE = "Evaluate"
DUPLICATES = "Duplicates"
CHANNEL: dict[str, str] = {
    "cosine": "Overall look",
    "keypoints": "Matching details",
    "structure": "Lines up",
    "colour": "Colours",
}
CHANNEL_HELP: dict[str, str] = {
    "cosine": "What the picture shows as a whole. Finds pictures of the same kind of thing.",
    "keypoints": "Small details found in both pictures at places that agree. Finds copies and crops.",
    "structure": "How well light and dark coincide once one picture is laid over the other.",
    "colour": "How alike the colours are, wherever they are in the picture.",
}
NOT_COUNTED_SHORT = "–"
WHAT_COUNTS = "What counts most"
COPIES = "Find copies"
LOOKALIKES = "Find look-alikes"
CLASSIC = "Classic PicTrace"
PRESET: dict[str, str] = {"copies": COPIES, "lookalikes": LOOKALIKES, "classic": CLASSIC}
MINE = "Mine"
PRESETS_LABEL = "Preset"
RESULTS_SHOWN = "Results"
RESULTS_HELP = "How many of the best are shown of each group, 1 to 100."
MODE = "Search"
MODE_NAME: dict[Mode, str] = {"fast": "Fast", "thorough": "Thorough"}
MODE_HELP = (
    "Thorough also turns your picture, looks at smaller parts of it and checks three times as many candidates; "
    "it takes up to three times as long."
)
CANDIDATES = "Candidates checked"
CANDIDATES_HELP = (
    "How many of the most alike pictures are compared in detail. More finds harder cases and takes longer."
)
