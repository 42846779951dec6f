"""Where pictures were seen. Functions on an open transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, literal, select, update

from pictrace.store.database import id_chunks, text_chunks
from pictrace.store.records import Location, by_trust
from pictrace.store.schema import FAILURES, LOCATIONS, PICTURES
from pictrace.store.text import like_pattern, name_key, search_text
from pictrace.types import ByteDigest, SourceUri

# Made once: for every picture anew, making and hashing them took a third of the time of storing it, and half of the
# time of looking it up.
_OTHERS_THERE_ARE_HISTORY = (
    update(LOCATIONS)
    .where(LOCATIONS.c.file_uri == bindparam("this_uri"), LOCATIONS.c.file_digest != bindparam("this_digest"))
    .values(current=False, reachable=False)
)
_NO_LONGER_AT = select(LOCATIONS.c.picture_id).where(
    LOCATIONS.c.file_uri == bindparam("this_uri"), LOCATIONS.c.file_digest != bindparam("this_digest")
)
_NAME_THERE = (
    select(LOCATIONS.c.name)
    .where(LOCATIONS.c.picture_id == bindparam("this_id"), LOCATIONS.c.current, LOCATIONS.c.reachable)
    .where(LOCATIONS.c.file_uri.not_like("upload:%"))
    .order_by(LOCATIONS.c.id)
    .limit(1)
)
_SEEN_AGAIN = update(LOCATIONS).where(
    LOCATIONS.c.uri == bindparam("this_uri"), LOCATIONS.c.byte_digest == bindparam("this_digest")
)
_CURRENT_AT = (
    select(LOCATIONS)
    .where(LOCATIONS.c.uri == bindparam("this_uri"), LOCATIONS.c.current)
    .order_by(LOCATIONS.c.id.desc())
    .limit(1)
)
# A picture's own bytes before those of the places where its pixels were seen.
_WITH_BYTES = (
    select(PICTURES.c.id, literal(0).label("place"))
    .where(PICTURES.c.byte_digest == bindparam("this_digest"))
    .union_all(
        select(LOCATIONS.c.picture_id, literal(1).label("place")).where(
            LOCATIONS.c.byte_digest == bindparam("this_digest")
        )
    )
    .order_by("place")
    .limit(1)
)
_NO_FAILURE = delete(FAILURES).where(FAILURES.c.uri == bindparam("this_uri"))


def remember(
    connection: Connection, picture_id: int, location: Location, added_at: str, *, is_new: bool = False
) -> None:
    """This picture was found here now; whatever else was found at this place is history. Clears the uri's failure.

    is_new : the picture was stored in this transaction, with the words of this location.
    """
    file_uri, file_digest = str(location.source.whole), ByteDigest.parse(location.byte_digest).file
    there = {"this_uri": file_uri, "this_digest": file_digest}
    replaced = connection.execute(_OTHERS_THERE_ARE_HISTORY, there).rowcount > 0
    values = {
        "picture_id": picture_id,
        "file_uri": file_uri,
        "size": location.size,
        "modified_ns": location.modified_ns,
        "name": location.name,
        "current": True,
        "reachable": True,
    }
    same = {"this_uri": location.uri, "this_digest": location.byte_digest}
    if connection.execute(_SEEN_AGAIN, {**values, **same}).rowcount == 0:
        values |= {"uri": location.uri, "byte_digest": location.byte_digest, "added_at": added_at}
        values |= {"file_digest": file_digest}
        connection.execute(insert(LOCATIONS), values)
        if not is_new:
            _make_findable(connection, picture_id, location)
    connection.execute(_NO_FAILURE, {"this_uri": location.uri})
    if replaced:
        name_by_place(connection, set(connection.scalars(_NO_LONGER_AT, there)))
    if not is_new:
        name_by_place(connection, [picture_id])


def current_at(connection: Connection, uri: str) -> Location | None:
    """What was found there last."""
    row = connection.execute(_CURRENT_AT, {"this_uri": uri}).first()
    return None if row is None else _location(row)


def picture_with_bytes(connection: Connection, digest: str) -> int | None:
    """The picture that was ever seen with these bytes, under whatever name."""
    return connection.scalar(_WITH_BYTES, {"this_digest": digest})


def current(connection: Connection, uris: Iterable[str]) -> dict[str, Location]:
    """uri → what was found there last."""
    found: dict[str, Location] = {}
    for some in text_chunks(uris):
        query = select(LOCATIONS).where(LOCATIONS.c.uri.in_(some), LOCATIONS.c.current).order_by(LOCATIONS.c.id)
        for row in connection.execute(query):
            found[row.uri] = _location(row)
    return found


def of_pictures(connection: Connection, ids: Iterable[int]) -> dict[int, list[Location]]:
    """Picture id → all its locations, oldest first."""
    found: dict[int, list[Location]] = {}
    for some in id_chunks(ids):
        query = select(LOCATIONS).where(LOCATIONS.c.picture_id.in_(some)).order_by(LOCATIONS.c.id)
        for row in connection.execute(query):
            found.setdefault(row.picture_id, []).append(_location(row))
    return found


def any_of_file(connection: Connection, uri: str) -> bool:
    """Whether any picture knows this file, be it as a whole, one of its pages or one of its members."""
    file = str(SourceUri.parse(uri).whole)
    members = LOCATIONS.c.file_uri.startswith(str(SourceUri(file, "")), autoescape=True)
    query = select(LOCATIONS.c.id).where(LOCATIONS.c.file_uri.in_((uri, file)) | members).limit(1)
    return connection.execute(query).first() is not None


def mark_reachable(connection: Connection, places: Iterable[str | Location], reachable: bool) -> None:
    """Only a current location can be reachable: at the others, something else is found now.

    places : uris, or locations where one uri may stand for two: page 2 of `a.tif`, and a file called `a.tif#page=2`.
    """
    listed = list(places)
    uris = {place for place in listed if isinstance(place, str)}
    exact = {(place.uri, place.byte_digest) for place in listed if isinstance(place, Location)}
    table = LOCATIONS.c
    columns = select(table.id, table.uri, table.byte_digest, table.picture_id)
    for some in text_chunks(uris | {uri for uri, _ in exact}):
        query = columns.where(table.uri.in_(some), table.reachable.is_(not reachable))
        rows = connection.execute(query.where(table.current) if reachable else query).all()
        meant = [row for row in rows if row.uri in uris or (row.uri, row.byte_digest) in exact]
        for ids in id_chunks(row.id for row in meant):
            connection.execute(update(LOCATIONS).where(table.id.in_(ids)).values(reachable=reachable))
        name_by_place(connection, {row.picture_id for row in meant})


def name_by_place(connection: Connection, ids: Iterable[int]) -> None:
    """Pictures are sorted and shown by the name that they have where they are now."""
    for id in ids:
        # A picture may have thousands of copies, and is asked about at each of them.
        name = connection.scalar(_NAME_THERE, {"this_id": id})
        if name is None:
            places = of_pictures(connection, [id]).get(id)
            if not places:
                continue
            name = by_trust(places)[0].name
        connection.execute(
            update(PICTURES)
            .where(PICTURES.c.id == id, PICTURES.c.name != name)
            .values(name=name, name_key=name_key(name))
        )


def pictures_by_digest(connection: Connection, digests: Sequence[str]) -> Iterator[tuple[str, int]]:
    """(byte digest, picture id) of all pictures that were ever seen with these bytes, under whatever name."""
    for some in text_chunks(digests):
        yield from _pairs(connection, select(LOCATIONS.c.byte_digest, LOCATIONS.c.picture_id), LOCATIONS, some)
        yield from _pairs(connection, select(PICTURES.c.byte_digest, PICTURES.c.id), PICTURES, some)


def _pairs(connection: Connection, query: Any, table: Any, digests: Sequence[str]) -> Iterator[tuple[str, int]]:
    return ((digest, id) for digest, id in connection.execute(query.where(table.c.byte_digest.in_(digests))))


def _make_findable(connection: Connection, picture_id: int, location: Location) -> None:
    words = search_text((location.name, location.uri))
    connection.execute(
        update(PICTURES)
        .where(PICTURES.c.id == picture_id, PICTURES.c.search_text.not_like(like_pattern(words), escape="\\"))
        .values(search_text=PICTURES.c.search_text + "\n" + words)
    )


def _location(row: Row[Any]) -> Location:
    return Location(
        uri=row.uri,
        byte_digest=row.byte_digest,
        size=row.size,
        modified_ns=row.modified_ns,
        name=row.name,
        picture_id=row.picture_id,
        current=row.current,
        reachable=row.reachable,
    )
