"""Identical files and clusters → groups with their pictures, as many as are shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pictrace.duplicates.grouping import Cluster, clusters
from pictrace.duplicates.identical import FileSet, file_sets, links_among, of_files
from pictrace.duplicates.keeper import best_first, reasons
from pictrace.store import Catalog
from pictrace.types import (
    DuplicateGroup,
    DuplicateKind,
    DuplicateMember,
    DuplicatePair,
    Duplicates,
    DuplicatesState,
    Record,
)


def duplicate_groups(
    catalog: Catalog,
    made_by: str,
    kind: DuplicateKind | None,
    offset: int,
    limit: int | None,
    missing: Callable[[Record], Collection[str]],
) -> Duplicates:
    """The groups of this kind from `offset` on; of no kind, identical files and then copies.

    made_by : what verdicts are given by now. missing : files that hold this picture no more; URLs are not asked.
    """
    by_kind = clusters(catalog.duplicates.pairs())
    files = _file_sets(catalog, kind, offset, limit, missing)
    chosen: list[FileSet | Cluster] = [*files] if kind in (None, "identical") else []
    if kind != "identical":
        chosen += by_kind[kind or "copies"]
    shown = chosen[offset : None if limit is None else offset + limit]
    records = {record.id: record for record in catalog.records(sorted({id for one in shown for id in _ids(one)}))}
    groups = (_group(one, records) for one in shown)
    return Duplicates(
        kind=kind or "copies",
        groups=tuple(group for group in groups if group is not None),
        total=len(chosen),
        counts={"identical": len(files), **{one: len(some) for one, some in by_kind.items()}},
        spare=sum(len(cluster.versions[0]) - 1 for cluster in by_kind["copies"]),
        state=state(catalog, made_by),
        spare_files=sum(len(some.spare) for some in files),
        spare_bytes=sum(some.spare_bytes for some in files),
    )


def _file_sets(
    catalog: Catalog,
    kind: DuplicateKind | None,
    offset: int,
    limit: int | None,
    missing: Callable[[Record], Collection[str]],
) -> tuple[FileSet, ...]:
    """All identical files. Those to be shown are checked on the disk first: a group of a file just deleted is gone, and
    a link to another of them is none."""
    links: frozenset[str] = frozenset()
    while True:
        sets = file_sets([place for place in catalog.identical.places() if place.file_uri not in links])
        if kind not in (None, "identical"):
            return sets
        shown = sets[offset : None if limit is None else offset + limit]
        records = catalog.records([some.picture_id for some in shown])
        gone = {file for record in records for file in missing(record)}
        more_links = links_among(shown)
        if not more_links and gone.isdisjoint(place.file_uri for some in shown for place in some.places):
            return sets
        links |= more_links
        catalog.identical.mark_gone(gone)


def _ids(one: FileSet | Cluster) -> Iterator[int]:
    if isinstance(one, FileSet):
        yield one.picture_id
    else:
        for ids in one.versions:
            yield from ids


def state(catalog: Catalog, made_by: str) -> DuplicatesState:
    keeper = catalog.duplicates.made_by()
    return DuplicatesState(
        pictures=catalog.count(),
        searched=catalog.count() - catalog.duplicates.waiting_count(),
        outdated=keeper is not None and keeper != made_by,
    )


def _group(one: FileSet | Cluster, records: Mapping[int, Record]) -> DuplicateGroup | None:
    """None where pictures were removed a moment ago and too few are left."""
    if isinstance(one, Cluster):
        return _of_versions(one, records)
    return of_files(one, records[one.picture_id]) if one.picture_id in records else None


def _of_versions(cluster: Cluster, records: Mapping[int, Record]) -> DuplicateGroup | None:
    versions = [[records[id] for id in ids if id in records] for ids in cluster.versions]
    best = [best_first(some, cluster.pairs) for some in versions if some]
    if cluster.kind == "copies":
        pictures = best[0] if best else []
    else:
        pictures = [some[0] for some in best]
        if cluster.kind in ("photographs", "possible"):
            pictures = best_first(pictures, cluster.pairs) if pictures else []
    if len(pictures) < 2:
        return None
    keeper, others = pictures[0], pictures[1:]
    members = [_member(other, keeper, cluster.pairs) for other in others]
    keep_reasons = reasons(keeper, others, cluster.pairs) if cluster.kind == "copies" else ()
    return DuplicateGroup(cluster.kind, (DuplicateMember(keeper, None, 1.0), *_surest_first(members)), keep_reasons)


def _member(record: Record, keeper: Record, pairs: Sequence[DuplicatePair]) -> DuplicateMember:
    """By its pair with the kept one, else by the surest with another."""
    own = [pair for pair in pairs if record.id in pair.ids]
    direct = next((pair for pair in own if keeper.id in pair.ids), None)
    if direct is not None:
        return DuplicateMember(record, direct.seen_from(record.id), direct.probability, direct.mirrored)
    return DuplicateMember(record, None, max((pair.probability for pair in own), default=0.0))


def _surest_first(members: Sequence[DuplicateMember]) -> list[DuplicateMember]:
    return sorted(members, key=lambda member: (-member.probability, member.record.id))
