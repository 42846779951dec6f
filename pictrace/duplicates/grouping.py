"""Pairs of copies → clusters that mean something to a person.

Versions of one whole picture hang together, whichever of them were found to be copies of each other. Parts do not: a
collage shows two pictures that have nothing to do with each other, and through it they would become one group. So a
part is put beside what shows all of it, and nothing is concluded from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pictrace.types import VERDICT_FACTS, DuplicateKind, DuplicatePair, VerdictGroup


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group by ids alone. versions : of each distinct picture in it the ids of all its versions, rising.

    One of copies has one distinct picture. Of parts the first shows all of the others, or a part of the only other.
    pairs : those that hold it together.
    """

    kind: DuplicateKind
    versions: tuple[tuple[int, ...], ...]
    pairs: tuple[DuplicatePair, ...]

    @property
    def probability(self) -> float:
        """Of the surest pair."""
        return max(pair.probability for pair in self.pairs)


def clusters(pairs: Sequence[DuplicatePair]) -> dict[DuplicateKind, tuple[Cluster, ...]]:
    """Every kind with its clusters: those of most pictures first, then the surest, then the ones added first.

    Two pictures that are together in one cluster already make no other one.
    """
    grouped: dict[VerdictGroup, list[DuplicatePair]] = defaultdict(list)
    for pair in pairs:
        grouped[VERDICT_FACTS[pair.verdict].group].append(pair)
    placing = _Placing(_roots(grouped["copies"]))
    inside = [pair for pair in grouped["parts"] if VERDICT_FACTS[pair.verdict].part is not None]
    overlapping = [pair for pair in grouped["parts"] if VERDICT_FACTS[pair.verdict].part is None]
    return {
        "copies": _sorted(placing.copies(grouped["copies"])),
        "parts": _sorted([*placing.stars(inside), *placing.loose("parts", overlapping)]),
        "possible": _sorted(placing.loose("possible", grouped["check"])),
    }


class _Placing:
    """Puts pictures into clusters and remembers who is together. A root stands for all versions of a picture."""

    def __init__(self, roots: Mapping[int, int]) -> None:
        self._roots = roots
        self._versions: dict[int, list[int]] = defaultdict(list)
        for id, root in sorted(roots.items()):
            self._versions[root].append(id)
        self._places: dict[int, set[int]] = defaultdict(set)
        self._placed = 0

    def copies(self, pairs: Sequence[DuplicatePair]) -> list[Cluster]:
        by_root: dict[int, list[DuplicatePair]] = defaultdict(list)
        for pair in pairs:
            by_root[self._roots[pair.first]].append(pair)
        return [Cluster("copies", (self._all(root),), tuple(found)) for root, found in by_root.items()]

    def stars(self, pairs: Sequence[DuplicatePair]) -> list[Cluster]:
        """Around each picture those that it shows all of; a crop of a crop lies beside the whole alone."""
        around: dict[int, dict[int, list[DuplicatePair]]] = defaultdict(lambda: defaultdict(list))
        for pair in pairs:
            part, whole = pair.ids if VERDICT_FACTS[pair.verdict].part == "query" else pair.ids[::-1]
            if not self._together(self._root(part), self._root(whole)):
                around[self._root(whole)][self._root(part)].append(pair)
        found = []
        for whole, parts in sorted(around.items(), key=lambda star: (-len(star[1]), star[0])):
            left = {part: held for part, held in sorted(parts.items()) if not self._together(part, whole)}
            if left:
                found.append(
                    self._placed_together("parts", [whole, *left], [pair for held in left.values() for pair in held])
                )
        return found

    def loose(self, kind: DuplicateKind, pairs: Sequence[DuplicatePair]) -> list[Cluster]:
        """Two and two, the surest first."""
        found = []
        for pair in sorted(pairs, key=lambda pair: (-pair.probability, pair.ids)):
            roots = [self._root(id) for id in pair.ids]
            if not self._together(*roots):
                found.append(self._placed_together(kind, roots, [pair]))
        return found

    def _placed_together(self, kind: DuplicateKind, roots: Sequence[int], pairs: Sequence[DuplicatePair]) -> Cluster:
        self._placed += 1
        for root in roots:
            self._places[root].add(self._placed)
        return Cluster(kind, tuple(self._all(root) for root in roots), tuple(pairs))

    def _together(self, one: int, other: int) -> bool:
        return one == other or not self._places[one].isdisjoint(self._places[other])

    def _root(self, id: int) -> int:
        return self._roots.get(id, id)

    def _all(self, root: int) -> tuple[int, ...]:
        return tuple(self._versions[root]) if root in self._versions else (root,)


def _roots(pairs: Sequence[DuplicatePair]) -> dict[int, int]:
    """Each id that has a version → the lowest id that it hangs together with."""
    above: dict[int, int] = {}

    def top(id: int) -> int:
        above.setdefault(id, id)
        while above[id] != id:
            # Each look up makes the next one shorter (path halving: Tarjan and van Leeuwen, JACM 1984).
            above[id] = above[above[id]]
            id = above[id]
        return id

    for pair in pairs:
        one, other = top(pair.first), top(pair.second)
        above[max(one, other)] = min(one, other)
    return {id: top(id) for id in list(above)}


def _sorted(found: Sequence[Cluster]) -> tuple[Cluster, ...]:
    def order(cluster: Cluster) -> tuple[int, float, tuple[tuple[int, ...], ...]]:
        return -sum(map(len, cluster.versions)), -cluster.probability, cluster.versions

    return tuple(sorted(found, key=order))
