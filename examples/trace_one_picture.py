"""Is this picture, or a copy, crop or edit of it, in my collection?

    python examples/trace_one_picture.py PICTURE FOLDER [LIBRARY]

The folder's pictures go into the library first; those that are known cost nothing.
"""

from __future__ import annotations

import sys

from pictrace import Library


def main(picture: str, folder: str, place: str = "data/example") -> None:
    """Say what the picture is to the collection, and show the five best matches."""
    # A new library gets the smaller network, whose weights come with a package; an old one keeps its own.
    with Library.open(place, backbone="efficientnet-lite0") as library:
        report = library.add(folder)
        print(f"{report.added} added, {report.known} known, {len(report.failed)} failed")

        result = library.search(picture, top=5)
        answer = result.answer
        where = f": {answer.match.uri}" if answer.match else ""
        print(f"{answer.verdict}, {answer.probability:.0%} sure{where}")
        for match in result.matches:
            print(f"{match.score:.3f}  {match.verdict:<15}  {match.uri}")


if __name__ == "__main__":
    main(*sys.argv[1:])
