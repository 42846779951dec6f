"""The catalogue's face: one method a question, one transaction a method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from sqlalchemy import bindparam, delete, func, insert, select

from pictrace.store import consistency, locations, meta, network, reading, selection, writing
from pictrace.store.artifacts import Artifacts
from pictrace.store.database import Database, database_url, text_chunks
from pictrace.store.duplicates import FoundDuplicates
from pictrace.store.identical import IdenticalFiles
from pictrace.store.ignored import IgnoredElements
from pictrace.store.jobs import JobLog
from pictrace.store.judgements import Judgements
from pictrace.store.migrations import Migration, bring_up_to_date
from pictrace.store.records import Changes, Inserted, Location, NewPicture, TileRow, VectorChunk
from pictrace.store.reembedding import Reembedding
from pictrace.store.schema import FAILURES, PICTURES
from pictrace.store.selection import Order
from pictrace.store.text import now
from pictrace.types import Failure, Features, NetworkVersion, Record

# Made once, since adding asks it of every picture.
_WITH_PIXELS = select(PICTURES.c.id).where(PICTURES.c.pixel_digest == bindparam("this_digest"))


class Catalog:
    """Records, vectors, local features, locations and failures of one library.

    Safe for many threads and processes: what a method wrote is there for every method that begins afterwards, in any
    process, and the end of the process loses nothing of it. After close() every method raises LibraryClosed; a database
    that cannot be used raises LibraryUnusable.
    """

    def __init__(self, database: Database, migration: Migration | None = None) -> None:
        """migration : what was done to the database when it was opened."""
        self._database = database
        self.migration = migration
        self.jobs = JobLog(database)
        self.artifacts = Artifacts(database)
        self.ignored = IgnoredElements(database)
        self.reembedding = Reembedding(database)
        self.judgements = Judgements(database)
        self.duplicates = FoundDuplicates(database)
        self.identical = IdenticalFiles(database)

    @classmethod
    def open(cls, location: Path | str) -> Catalog:
        """`location`: a folder (created when absent; the file is catalog.sqlite within) or an SQLAlchemy URL.

        Raises LibraryUnusable: no database, made by a newer PicTrace, or a folder that cannot be written to.
        """
        database = Database(database_url(location))
        try:
            migration = bring_up_to_date(database)
        except BaseException:
            database.close()
            raise
        return cls(database, migration)

    # ------------------------------------------------------------ what the library says of itself

    def get(self, key: str) -> str | None:
        with self._database.read() as connection:
            return meta.get(connection, key)

    def put(self, key: str, value: str) -> None:
        with self._database.write() as connection:
            meta.put(connection, key, value)

    def network(self) -> NetworkVersion | None:
        """The network that made the vectors; None before one was claimed."""
        with self._database.read() as connection:
            return network.read(connection)

    def claim_network(self, wanted: NetworkVersion) -> NetworkVersion:
        """Make it the library's network if that has none or no picture yet; returns which one it has now."""
        with self._database.write() as connection:
            there = network.read(connection)
            if there is not None and connection.execute(select(PICTURES.c.id).limit(1)).first() is not None:
                return there
            network.write(connection, wanted)
            return wanted

    # ------------------------------------------------------------ pictures

    def insert(self, new: Sequence[NewPicture], made_by: NetworkVersion | None = None) -> tuple[Inserted, ...]:
        """Store pictures with all that belongs to them, all or none. Returns one Inserted for each, in order.

        A picture whose bytes or pixels are there already, also earlier in `new`, gets that picture's id and only adds
        its location. made_by : the network of their vectors, which has to be the library's; None asks nothing.
        Raises InvalidInput for a vector of another length than the library's or without norm 1, BackboneMismatch.
        """
        with self._database.write() as connection:
            if made_by is not None:
                network.refuse_other(connection, made_by)
            return writing.store(connection, new)

    def remove(self, ids: Iterable[int]) -> tuple[int, ...]:
        """The ids that were really removed, rising. They are never given to another picture."""
        with self._database.write() as connection:
            return writing.remove(connection, ids)

    def add_metadata(self, id: int, metadata: Mapping[str, str]) -> None:
        """Merge into what is known of a picture; a key that is there takes the new value. Raises UnknownPicture."""
        with self._database.write() as connection:
            writing.add_metadata(connection, id, metadata)

    def id_by_bytes(self, digest: str) -> int | None:
        """The picture that was ever seen with these bytes, also where another file was the first to have its pixels."""
        with self._database.read() as connection:
            return locations.picture_with_bytes(connection, digest)

    def id_by_pixels(self, digest: str) -> int | None:
        with self._database.read() as connection:
            return connection.scalar(_WITH_PIXELS, {"this_digest": digest})

    def ids(self) -> tuple[int, ...]:
        """Every picture's id, rising."""
        with self._database.read() as connection:
            return tuple(connection.scalars(select(PICTURES.c.id).order_by(PICTURES.c.id)))

    def record(self, id: int) -> Record:
        """Raises UnknownPicture."""
        found = self.records([id])
        if not found:
            raise selection.unknown(id)
        return found[0]

    def records(self, ids: Iterable[int]) -> tuple[Record, ...]:
        """In the order given; ids of no picture are left out."""
        with self._database.read() as connection:
            return selection.records(connection, ids)

    def page(
        self,
        text: str = "",
        *,
        order: Order = "added",
        descending: bool = True,
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[Record, ...]:
        """Records whose name, uris or metadata hold every word of `text`, sorted, ties by id.

        "size" is by pixels. Raises InvalidInput for an unknown order or a negative offset or limit.
        """
        with self._database.read() as connection:
            return selection.page(connection, text, order, descending, offset, limit)

    def count(self, text: str = "") -> int:
        """How many records `page(text)` has in all."""
        with self._database.read() as connection:
            return selection.count(connection, text)

    # ------------------------------------------------------------ locations

    def location(self, uri: str) -> Location | None:
        """What was found at this uri last, with its picture_id."""
        with self._database.read() as connection:
            return locations.current_at(connection, uri)

    def locations(self, uris: Iterable[str]) -> dict[str, Location]:
        """uri → what was found there last; unknown uris are absent."""
        with self._database.read() as connection:
            return locations.current(connection, uris)

    def locations_of(self, id: int) -> tuple[Location, ...]:
        """Every place that a picture was ever seen at, oldest first; `current` says whether it is what is there now."""
        with self._database.read() as connection:
            return tuple(locations.of_pictures(connection, [id]).get(id, ()))

    def has_location_under(self, uri: str) -> bool:
        """Whether any picture knows this file, be it as a whole, one of its pages or one of its members."""
        with self._database.read() as connection:
            return locations.any_of_file(connection, uri)

    def add_location(self, picture_id: int, location: Location) -> None:
        """This picture was found there, too. Clears a failure of that uri. Raises UnknownPicture."""
        with self._database.write() as connection:
            selection.require(connection, picture_id)
            locations.remember(connection, picture_id, location, now())

    def mark_reachable(self, places: Iterable[str | Location], reachable: bool) -> None:
        """Note whether the originals are still there. Unknown places, and those that hold other bytes now, are left."""
        with self._database.write() as connection:
            locations.mark_reachable(connection, places, reachable)

    # ------------------------------------------------------------ vectors, features, changes

    def vectors(self, ids: Iterable[int] | None = None, chunk: int = 4096) -> Iterator[VectorChunk]:
        """All vectors, or those of `ids` that are there, rising by id.

        Each chunk is read when it is asked for, so a picture added or removed meanwhile may or may not be among them:
        ask for `last_change()` before and for `changes_since()` it afterwards. Raises LibraryUnusable that names a
        picture whose vector is damaged.
        """
        return reading.stream_vectors(self._database, ids, chunk)

    def tile_vectors(self, ids: Iterable[int], chunk: int = 256) -> Iterator[TileRow]:
        """Vectors of tiles and colours of those of `ids` that have them, rising by id. Raises as `vectors`."""
        return reading.stream_tile_vectors(self._database, ids, chunk)

    def features(self, ids: Iterable[int]) -> dict[int, Features]:
        """Id → features, for the ids that are there. Raises LibraryUnusable that names a picture with damaged ones."""
        with self._database.read() as connection:
            return reading.features(connection, ids)

    def last_change(self) -> int:
        """The number of the newest change, 0 before the first. Numbers become visible in their order."""
        with self._database.read() as connection:
            return reading.last_change(connection)

    def changes_since(self, sequence: int) -> Changes:
        with self._database.read() as connection:
            return reading.changes_since(connection, sequence)

    # ------------------------------------------------------------ failures

    def put_failure(self, uri: str, reason: str, kind: str) -> None:
        """Remember why an input did not become a picture; the newest reason counts."""
        with self._database.write() as connection:
            connection.execute(delete(FAILURES).where(FAILURES.c.uri == uri))
            connection.execute(insert(FAILURES).values(uri=uri, kind=kind, reason=reason, at=now()))

    def clear_failures(self, uris: Iterable[str]) -> None:
        with self._database.write() as connection:
            for some in text_chunks(uris):
                connection.execute(delete(FAILURES).where(FAILURES.c.uri.in_(some)))

    def failures(self) -> tuple[Failure, ...]:
        """Newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(FAILURES).order_by(FAILURES.c.at.desc(), FAILURES.c.uri))
            return tuple(Failure(row.uri, row.reason) for row in rows)

    def failure_count(self) -> int:
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(FAILURES)) or 0

    # ------------------------------------------------------------ the whole

    def check(self) -> tuple[str, ...]:
        """Contradictions, one sentence each; none means that all is well. Reads the whole file."""
        return tuple(consistency.problems(self._database))

    def close(self) -> None:
        """May be called twice."""
        self._database.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
