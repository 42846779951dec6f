"""Which pictures a person asked to see, in which order, and their records. Functions on an open transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, func, select

from pictrace.errors import InvalidInput, LibraryUnusable, UnknownPicture
from pictrace.store import locations
from pictrace.store.database import LARGEST_INTEGER, id_chunks
from pictrace.store.records import Location, by_trust
from pictrace.store.schema import PICTURES
from pictrace.store.text import fold, like_pattern
from pictrace.types import Record

Order = Literal["added", "name", "size", "format"]

# Ids rise with the time of adding. Each of the others has an index.
_COLUMNS = {"added": PICTURES.c.id, "name": PICTURES.c.name_key, "size": PICTURES.c.pixels, "format": PICTURES.c.format}

# SQLite refuses patterns of more than 50,000 bytes and expressions deeper than 1,000; nobody types this much.
_LONGEST_TEXT = 1000

_RECORD_COLUMNS = [column for column in PICTURES.c if column.name not in ("search_text", "name_key", "pixels")]


def check_page(offset: int, limit: int | None) -> None:
    """Raises InvalidInput unless both are whole numbers from 0 up; a limit of None is none."""
    for name, value in (("offset", offset), ("limit", 0 if limit is None else limit)):
        if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
            raise InvalidInput(f"The {name} of a page is {value!r}; give a whole number from 0 up.")


def page(
    connection: Connection, text: str, order: Order, descending: bool, offset: int, limit: int | None
) -> tuple[Record, ...]:
    """The records whose text holds all words of `text`. Raises InvalidInput: unknown order, or a negative number."""
    if order not in _COLUMNS:
        raise InvalidInput(f"There is no order {order!r}; choose one of {', '.join(get_args(Order))}.")
    check_page(offset, limit)
    keys = [_COLUMNS[order]] if order == "added" else [_COLUMNS[order], PICTURES.c.id]
    query = (
        select(PICTURES.c.id)
        .where(*_holds_words(text))
        .order_by(*(key.desc() if descending else key.asc() for key in keys))
        .offset(min(offset, LARGEST_INTEGER))
    )
    return records(
        connection, connection.scalars(query if limit is None else query.limit(min(limit, LARGEST_INTEGER))).all()
    )


def count(connection: Connection, text: str) -> int:
    return connection.scalar(select(func.count()).select_from(PICTURES).where(*_holds_words(text))) or 0


def records(connection: Connection, ids: Iterable[int]) -> tuple[Record, ...]:
    """In the order given; ids of no picture are left out."""
    wanted = [int(id) for id in ids]
    found: dict[int, Record] = {}
    for some in id_chunks(wanted):
        places = locations.of_pictures(connection, some)
        for row in connection.execute(select(*_RECORD_COLUMNS).where(PICTURES.c.id.in_(some))):
            found[row.id] = _record(row, places.get(row.id, ()))
    return tuple(found[id] for id in wanted if id in found)


def require(connection: Connection, id: int) -> None:
    """Raises UnknownPicture unless this picture is there."""
    if connection.scalar(select(PICTURES.c.id).where(PICTURES.c.id == id)) is None:
        raise unknown(id)


def unknown(id: int) -> UnknownPicture:
    return UnknownPicture(f"There is no picture {id} in this library; it may have been removed.")


def _holds_words(text: str) -> list[ColumnElement[bool]]:
    if len(text) > _LONGEST_TEXT:
        raise InvalidInput(f"The text to look for has {len(text)} characters; use at most {_LONGEST_TEXT}.")
    return [PICTURES.c.search_text.like(like_pattern(word), escape="\\") for word in fold(text).split()]


def _record(row: Row[Any], places: Sequence[Location]) -> Record:
    try:
        metadata = json.loads(row.metadata)
    except ValueError as error:
        raise LibraryUnusable(
            f"The metadata of picture {row.id} ({row.name}) is damaged ({error}); remove the picture and add it again."
        ) from None
    trusted = by_trust(places)
    uris = tuple(dict.fromkeys(place.uri for place in trusted))
    there = {place.uri for place in places if place.current and place.reachable}
    return Record(
        id=row.id,
        uri=uris[0] if uris else "",
        uris=uris,
        # A library made before names followed their files has that of the first place there.
        name=trusted[0].name if trusted and trusted[0] is not places[0] else row.name,
        width=row.width,
        height=row.height,
        format=row.format,
        byte_size=row.byte_size,
        byte_digest=row.byte_digest,
        pixel_digest=row.pixel_digest,
        added_at=row.added_at,
        reachable=bool(there),
        missing=tuple(uri for uri in uris if uri not in there),
        metadata=metadata,
    )
