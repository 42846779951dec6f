"""Putting pictures in and taking them out. Functions on an open writing transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from pictrace.errors import InvalidInput
from pictrace.store import locations, selection
from pictrace.store.database import id_chunks, new_id, text_chunks
from pictrace.store.packing import pack_floats, pack_halves, pack_local
from pictrace.store.records import Inserted, NewPicture
from pictrace.store.schema import CHANGES, FEATURES, PARTS, PICTURES, VECTORS
from pictrace.store.text import name_key, now, search_text
from pictrace.types import Float32Array, TileVectors

ADDED, REMOVED = "added", "removed"

# float32 rounding of a unit vector of 2,048 numbers stays below 1e-6; this also lets bfloat16 networks in.
NORM_TOLERANCE = 1e-2


def store(connection: Connection, new: Sequence[NewPicture]) -> tuple[Inserted, ...]:
    """Store each picture once. One with the bytes or the pixels of another only adds its location to that one."""
    _refuse_others(connection, new)
    by_bytes = dict(locations.pictures_by_digest(connection, [picture.byte_digest for picture in new]))
    by_pixels = _by_pixels(connection, [picture.pixel_digest for picture in new])
    added_at = now()
    inserted: list[Inserted] = []
    fresh: list[tuple[int, NewPicture]] = []
    for picture in new:
        id = by_bytes.get(picture.byte_digest) or by_pixels.get(picture.pixel_digest)
        if id is None:
            inserted.append(Inserted(_insert(connection, picture, added_at), is_new=True))
            fresh.append((inserted[-1].id, picture))
        else:
            inserted.append(Inserted(id, is_new=False))
        by_bytes[picture.byte_digest] = by_pixels[picture.pixel_digest] = inserted[-1].id
        locations.remember(connection, inserted[-1].id, picture.location, added_at, is_new=inserted[-1].is_new)
    if fresh:
        _insert_features(connection, fresh)
    return tuple(inserted)


def remove(connection: Connection, ids: Iterable[int]) -> tuple[int, ...]:
    """Take pictures out with all that belongs to them. Returns the ids that were there, rising."""
    there: list[int] = []
    for some in id_chunks(ids):
        found = list(connection.scalars(select(PICTURES.c.id).where(PICTURES.c.id.in_(some))))
        if found:
            connection.execute(delete(PICTURES).where(PICTURES.c.id.in_(found)))
            connection.execute(insert(CHANGES), [{"picture_id": id, "kind": REMOVED} for id in found])
            there.extend(found)
    return tuple(sorted(there))


def add_metadata(connection: Connection, id: int, metadata: Mapping[str, str]) -> None:
    """Merge into what is known of a picture; a key that is there takes the new value. Raises UnknownPicture."""
    row = connection.execute(select(PICTURES.c.name, PICTURES.c.metadata).where(PICTURES.c.id == id)).one_or_none()
    if row is None:
        raise selection.unknown(id)
    merged = json.loads(row.metadata) | dict(metadata)
    places = locations.of_pictures(connection, [id]).get(id, [])
    texts = [row.name, *(text for place in places for text in (place.name, place.uri)), *merged.values()]
    connection.execute(
        update(PICTURES)
        .where(PICTURES.c.id == id)
        .values(metadata=json.dumps(merged), search_text=search_text(dict.fromkeys(texts)))
    )


def _by_pixels(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in text_chunks(digests):
        query = select(PICTURES.c.pixel_digest, PICTURES.c.id).where(PICTURES.c.pixel_digest.in_(some))
        found.update((digest, id) for digest, id in connection.execute(query))
    return found


def _insert(connection: Connection, picture: NewPicture, added_at: str) -> int:
    texts = (picture.name, picture.location.name, picture.location.uri, *picture.metadata.values())
    # Values beside the statement, here and below: SQLAlchemy takes longer over those inside than SQLite over the row.
    values = {
        "byte_digest": picture.byte_digest,
        "pixel_digest": picture.pixel_digest,
        "width": picture.width,
        "height": picture.height,
        "pixels": picture.width * picture.height,
        "format": picture.format,
        "byte_size": picture.byte_size,
        "name": picture.name,
        "name_key": name_key(picture.name),
        "added_at": added_at,
        "metadata": json.dumps(dict(picture.metadata)),
        "search_text": search_text(dict.fromkeys(texts)),
    }
    return new_id(connection.execute(insert(PICTURES), values))


def _insert_features(connection: Connection, fresh: Sequence[tuple[int, NewPicture]]) -> None:
    """What belongs to new pictures, table by table: a quarter of the time of picture by picture."""
    vectors, features, parts = [], [], []
    for id, picture in fresh:
        described = picture.features
        histogram = pack_floats(described.histogram)
        vectors.append({"picture_id": id, "data": pack_floats(described.vector)})
        features.append({"picture_id": id, "local": pack_local(described.local), "histogram": histogram})
        if described.tile_vectors is not None:
            parts.append(
                {
                    "picture_id": id,
                    "colours": pack_halves(np.sqrt(described.histogram)),
                    "boxes": pack_floats(described.tile_vectors.boxes),
                    "data": pack_halves(described.tile_vectors.vectors),
                }
            )
    connection.execute(insert(VECTORS), vectors)
    connection.execute(insert(FEATURES), features)
    if parts:
        connection.execute(insert(PARTS), parts)
    connection.execute(insert(CHANGES), [{"picture_id": id, "kind": ADDED} for id, _ in fresh])


def _refuse_others(connection: Connection, new: Sequence[NewPicture]) -> None:
    """The truth must not hold what no index takes: one NaN would be in front of every search."""
    stored = connection.scalar(select(func.length(VECTORS.c.data)).limit(1))
    dimension = None if stored is None else stored // 4
    for picture in new:
        vector = picture.features.vector
        dimension = dimension or len(vector)
        if vector.shape != (dimension,) or _is_other(picture.features.tile_vectors, dimension):
            raise InvalidInput(
                f"The vector of {picture.location.uri} has shape {vector.shape}, not ({dimension},) as the library's."
            )
        refuse_bad_vectors(picture.location.uri, vector, picture.features.tile_vectors)


def refuse_bad_vectors(name: str, vector: Float32Array, parts: TileVectors | None) -> None:
    """Raises InvalidInput unless the vectors of the picture and of its parts have norm 1."""
    vectors = vector[np.newaxis] if parts is None else np.vstack([vector, parts.vectors])
    if not (np.abs(np.linalg.norm(vectors, axis=1) - 1.0) < NORM_TOLERANCE).all():
        raise InvalidInput(f"The vector of {name} has no length of 1; scale it before it is stored.")


def _is_other(parts: TileVectors | None, dimension: int) -> bool:
    return parts is not None and parts.vectors.shape != (len(parts.boxes), dimension)
