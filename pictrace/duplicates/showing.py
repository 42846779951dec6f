"""Clusters → groups with their pictures, as many as are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pictrace.catalog import Catalog
from pictrace.duplicates.grouping import Cluster, clusters
from pictrace.duplicates.keeping import best_first, reasons
from pictrace.types import (
    DuplicateGroup,
    DuplicateKind,
    DuplicateMember,
    DuplicatePair,
    Duplicates,
    DuplicatesState,
    Record,
)


def found(catalog: Catalog, made_by: str, kind: DuplicateKind, offset: int, limit: int | None) -> Duplicates:
    """The groups of this kind from `offset` on. made_by : what verdicts are given by now."""
    by_kind = clusters(catalog.duplicates.pairs())
    chosen = by_kind[kind]
    shown = chosen[offset : None if limit is None else offset + limit]
    wanted = {id for cluster in shown for ids in cluster.versions for id in ids}
    records = {record.id: record for record in catalog.records(sorted(wanted))}
    groups = (_group(cluster, records) for cluster in shown)
    return Duplicates(
        kind=kind,
        groups=tuple(group for group in groups if group is not None),
        total=len(chosen),
        counts={one: len(some) for one, some in by_kind.items()},
        spare=sum(len(cluster.versions[0]) - 1 for cluster in by_kind["copies"]),
        state=state(catalog, made_by),
    )


def state(catalog: Catalog, made_by: str) -> DuplicatesState:
    kept = catalog.duplicates.made_by()
    return DuplicatesState(
        pictures=catalog.count(),
        joined=catalog.count() - catalog.duplicates.waiting_count(),
        outdated=kept is not None and kept != made_by,
    )


def _group(cluster: Cluster, records: Mapping[int, Record]) -> DuplicateGroup | None:
    """None where pictures were removed a moment ago and fewer than two are left."""
    versions = [[records[id] for id in ids if id in records] for ids in cluster.versions]
    best = [best_first(some, cluster.pairs) for some in versions if some]
    if cluster.kind == "copies":
        pictures = best[0] if best else []
    else:
        pictures = [some[0] for some in best]
        if cluster.kind == "possible":
            pictures = best_first(pictures, cluster.pairs) if pictures else []
    if len(pictures) < 2:
        return None
    kept, others = pictures[0], pictures[1:]
    members = [_member(other, kept, cluster.pairs) for other in others]
    said = reasons(kept, others, cluster.pairs) if cluster.kind == "copies" else ()
    return DuplicateGroup(cluster.kind, (DuplicateMember(kept, None, 1.0), *_surest_first(members)), said)


def _member(record: Record, kept: Record, pairs: Sequence[DuplicatePair]) -> DuplicateMember:
    """By its pair with the kept one, else by the surest with another."""
    own = [pair for pair in pairs if record.id in pair.ids]
    direct = next((pair for pair in own if kept.id in pair.ids), None)
    if direct is not None:
        return DuplicateMember(record, direct.seen_from(record.id), direct.probability, direct.mirrored)
    return DuplicateMember(record, None, max((pair.probability for pair in own), default=0.0))


def _surest_first(members: Sequence[DuplicateMember]) -> list[DuplicateMember]:
    return sorted(members, key=lambda member: (-member.probability, member.record.id))
