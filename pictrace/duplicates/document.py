"""Groups of duplicates as plain values, for JSON and for tables."""

from __future__ import annotations

from pictrace.types import DuplicateGroup, DuplicateMember, Duplicates, JsonDict

COLUMNS = ("group", "kind", "keep", "id", "verdict", "probability", "width", "height", "bytes", "uri")


def as_document(found: Duplicates) -> JsonDict:
    """What `pictrace duplicates --json` and the API give of the groups."""
    return {
        "kind": found.kind,
        "total": found.total,
        "counts": dict(found.counts),
        "spare": found.spare,
        "spare_files": found.spare_files,
        "spare_bytes": found.spare_bytes,
        "looked_at": found.state.searched,
        "pictures": found.state.pictures,
        "complete": found.state.complete,
        "groups": [_group(group) for group in found.groups],
    }


def as_rows(found: Duplicates) -> list[tuple[str, ...]]:
    """A row a picture or identical file, by `COLUMNS`; "yes" in the third stands for the one suggested to be kept.

    Identical files are one picture of the library: all rows of their group have its id.
    """
    rows: list[tuple[str, ...]] = []
    for number, group in enumerate(found.groups, start=1):
        keeper = group.keeper.record
        for place, file in enumerate(group.files):
            rows.append(
                (
                    str(number),
                    group.kind,
                    "yes" if place == 0 else "",
                    str(keeper.id),
                    file.verdict or "",
                    "1.000",
                    str(keeper.width),
                    str(keeper.height),
                    "" if file.size is None else str(file.size),
                    file.uri,
                )
            )
        for place, member in enumerate(() if group.files else group.members):
            record = member.record
            rows.append(
                (
                    str(number),
                    group.kind,
                    "yes" if place == 0 else "",
                    str(record.id),
                    member.verdict or "",
                    f"{member.probability:.3f}",
                    str(record.width),
                    str(record.height),
                    str(record.byte_size),
                    record.uri,
                )
            )
    return rows


def _group(group: DuplicateGroup) -> JsonDict:
    return {
        "kind": group.kind,
        "keep": group.keeper.record.id,
        "reasons": list(group.keep_reasons),
        "pictures": [_member(member) for member in group.members],
        "files": [{"uri": file.uri, "byte_size": file.size, "verdict": file.verdict} for file in group.files],
    }


def _member(member: DuplicateMember) -> JsonDict:
    record = member.record
    return {
        "id": record.id,
        "uri": record.uri,
        "uris": list(record.uris),
        "missing": list(record.missing),
        "name": record.name,
        "width": record.width,
        "height": record.height,
        "byte_size": record.byte_size,
        "verdict": member.verdict,
        "probability": member.probability,
        "mirrored": member.mirrored,
    }
