"""A folder against a library, as a table: which of these pictures do I have already, and as what?

python examples/folder_against_library.py FOLDER LIBRARY TABLE.csv
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas

from pictrace import Library


def compare_folder(folder: str, place: str) -> pandas.DataFrame:
    """A row a picture, with the answer and the scores of the hit that it rests on; the library is only read."""
    rows = []
    with Library.open(place) as library:
        for path in sorted(path for path in Path(folder).iterdir() if path.is_file()):
            answer = library.search(path).answer
            match = answer.match
            rows.append(
                {
                    "picture": path.name,
                    "verdict": answer.verdict,
                    "probability": answer.probability,
                    "found": match.uri if match else None,
                    **(match.scores if match else {}),
                }
            )
    return pandas.DataFrame(rows)


if __name__ == "__main__":
    table = compare_folder(sys.argv[1], sys.argv[2])
    table.to_csv(sys.argv[3], index=False)
    print(table.to_string(index=False))
    print()
    print(table["verdict"].value_counts().to_string())
