"""Draw the visual words: descriptors of photographs at random, written to `pictrace/index/visual_words/codebook.npy`.

`python -m bench.codebook`
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench import pictures, verdict_pairs
from pictrace.index.visual_words.codebook import FILE_NAME, WORDS

FILE = pictures.ROOT / "pictrace" / "index" / "visual_words" / FILE_NAME
FOLDERS = ("buildings", "other_shots")
# Photographs with more texture must not have most of the words.
OF_A_PICTURE = 400


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the file."""
    reason = pictures.missing(*FOLDERS)
    if reason:
        print(f"bench.codebook {reason}")
        return 0
    random = np.random.default_rng(0)
    paths = [path for folder in FOLDERS for path in sorted((pictures.DATA / folder).glob("*.jpg"))]
    some = []
    for path in paths:
        descriptors = verdict_pairs.describe(verdict_pairs.read(path)).features.local.descriptors
        some.append(descriptors[random.permutation(len(descriptors))[:OF_A_PICTURE]])
    descriptors = np.concatenate(some)
    np.save(FILE, descriptors[random.permutation(len(descriptors))[:WORDS]])
    print(f"{WORDS:,} of {len(descriptors):,} descriptors of {len(paths)} photographs")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
