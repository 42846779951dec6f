"""Pairs of copies → clusters.

Versions of one whole picture form one cluster, by transitive closure of the pairs. Parts do not: a collage shows two
unrelated pictures, and through it they would become one cluster. So a part is grouped with the picture that shows all
of it, without transitive closure.
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
    pairs : those that link it.
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
    clustering = _Clustering(_roots(grouped["copies"]))
    inside = [pair for pair in grouped["parts"] if VERDICT_FACTS[pair.verdict].part is not None]
    overlapping = [pair for pair in grouped["parts"] if VERDICT_FACTS[pair.verdict].part is None]
    return {
        "copies": _sorted(clustering.copies(grouped["copies"])),
        "parts": _sorted([*clustering.stars(inside), *clustering.pairwise("parts", overlapping)]),
        "photographs": _sorted(clustering.pairwise("photographs", grouped["photographs"])),
        "possible": _sorted(clustering.pairwise("possible", grouped["check"])),
    }


class _Clustering:
    """Builds clusters, and remembers which pictures share one. A root stands for all versions of a picture."""

    def __init__(self, roots: Mapping[int, int]) -> None:
        self._roots = roots
        self._versions: dict[int, list[int]] = defaultdict(list)
        for id, root in sorted(roots.items()):
            self._versions[root].append(id)
        self._clusters_of: dict[int, set[int]] = defaultdict(set)
        self._cluster_count = 0

    def copies(self, pairs: Sequence[DuplicatePair]) -> list[Cluster]:
        by_root: dict[int, list[DuplicatePair]] = defaultdict(list)
        for pair in pairs:
            by_root[self._roots[pair.first]].append(pair)
        return [Cluster("copies", (self._all(root),), tuple(found)) for root, found in by_root.items()]

    def stars(self, pairs: Sequence[DuplicatePair]) -> list[Cluster]:
        """For each picture the ones that it shows all of; a crop of a crop is grouped with the whole picture only."""
        around: dict[int, dict[int, list[DuplicatePair]]] = defaultdict(lambda: defaultdict(list))
        for pair in pairs:
            part, whole = pair.ids if VERDICT_FACTS[pair.verdict].part == "query" else pair.ids[::-1]
            if not self._together(self._root(part), self._root(whole)):
                around[self._root(whole)][self._root(part)].append(pair)
        found = []
        for whole, parts in sorted(around.items(), key=lambda star: (-len(star[1]), star[0])):
            left = {
                part: linking_pairs for part, linking_pairs in sorted(parts.items()) if not self._together(part, whole)
            }
            if left:
                found.append(
                    self._new_cluster(
                        "parts", [whole, *left], [pair for linking_pairs in left.values() for pair in linking_pairs]
                    )
                )
        return found

    def pairwise(self, kind: DuplicateKind, pairs: Sequence[DuplicatePair]) -> list[Cluster]:
        """A cluster for each pair, the most probable first."""
        found = []
        for pair in sorted(pairs, key=lambda pair: (-pair.probability, pair.ids)):
            roots = [self._root(id) for id in pair.ids]
            if not self._together(*roots):
                found.append(self._new_cluster(kind, roots, [pair]))
        return found

    def _new_cluster(self, kind: DuplicateKind, roots: Sequence[int], pairs: Sequence[DuplicatePair]) -> Cluster:
        self._cluster_count += 1
        for root in roots:
            self._clusters_of[root].add(self._cluster_count)
        return Cluster(kind, tuple(self._all(root) for root in roots), tuple(pairs))

    def _together(self, one: int, other: int) -> bool:
        return one == other or not self._clusters_of[one].isdisjoint(self._clusters_of[other])

    def _root(self, id: int) -> int:
        return self._roots.get(id, id)

    def _all(self, root: int) -> tuple[int, ...]:
        return tuple(self._versions[root]) if root in self._versions else (root,)


def _roots(pairs: Sequence[DuplicatePair]) -> dict[int, int]:
    """Each id that has a version → the lowest id of its connected component, by union-find."""
    parents: dict[int, int] = {}

    def find_root(id: int) -> int:
        parents.setdefault(id, id)
        while parents[id] != id:
            # Path halving (Tarjan and van Leeuwen, JACM 1984).
            parents[id] = parents[parents[id]]
            id = parents[id]
        return id

    for pair in pairs:
        one, other = find_root(pair.first), find_root(pair.second)
        parents[max(one, other)] = min(one, other)
    return {id: find_root(id) for id in list(parents)}


def _sorted(found: Sequence[Cluster]) -> tuple[Cluster, ...]:
    def order(cluster: Cluster) -> tuple[int, float, tuple[tuple[int, ...], ...]]:
        return -sum(map(len, cluster.versions)), -cluster.probability, cluster.versions

    return tuple(sorted(found, key=order))
