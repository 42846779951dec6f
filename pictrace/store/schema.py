"""The catalogue's tables. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from pictrace.store.text import OutsideText

# Named constraints, since SQLite can only change those that have a name.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

META = Table(
    "meta",
    METADATA,
    Column("key", String, primary_key=True),
    Column("value", OutsideText, nullable=False),
)

# AUTOINCREMENT: without it SQLite gives the id of the newest removed picture to the next one.
# metadata is JSON in ASCII. search_text, name_key and pixels are kept because searching and sorting need them ready.
PICTURES = Table(
    "pictures",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("byte_digest", String, nullable=False, unique=True),
    Column("pixel_digest", String, nullable=False, unique=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("pixels", BigInteger, nullable=False),
    Column("format", String, nullable=False),
    Column("byte_size", BigInteger, nullable=False),
    Column("name", OutsideText, nullable=False),
    Column("name_key", OutsideText, nullable=False),
    Column("added_at", String, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("search_text", OutsideText, nullable=False),
    Index(None, "name_key", "id"),
    Index(None, "pixels", "id"),
    Index(None, "format", "id"),
    sqlite_autoincrement=True,
)

# A row says: these bytes were found at this place. file_uri and file_digest are uri and byte_digest without the page,
# so that the pages of a file are current together. A place whose file changed keeps its old rows, no longer current.
LOCATIONS = Table(
    "locations",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("uri", OutsideText, nullable=False),
    Column("file_uri", OutsideText, nullable=False, index=True),
    Column("byte_digest", String, nullable=False, index=True),
    Column("file_digest", String, nullable=False),
    Column("size", BigInteger),
    Column("modified_ns", BigInteger),
    Column("name", OutsideText, nullable=False),
    Column("added_at", String, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("reachable", Boolean, nullable=False),
    UniqueConstraint("uri", "byte_digest"),
    sqlite_autoincrement=True,
)

# Apart from the pictures, and apart from each other, so that each is read without dragging the others through memory.
VECTORS = Table(
    "vectors",
    METADATA,
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

FEATURES = Table(
    "features",
    METADATA,
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("local", LargeBinary, nullable=False),
    Column("histogram", LargeBinary, nullable=False),
)

# The vectors of parts of a picture, all in one row: float16, and their boxes as shares of the picture, float32.
# colours is the histogram once more: behind the key points of its own table an index would have to read those too.
PARTS = Table(
    "parts",
    METADATA,
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("colours", LargeBinary, nullable=False),
    Column("boxes", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# The rows that `vectors` and `parts` will have when a change of network is through: copying 50,000 of them would keep
# everybody else from writing for a minute, so these tables then take the names of the old ones.
NEXT_VECTORS = Table(
    "next_vectors",
    METADATA,
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

NEXT_PARTS = Table(
    "next_parts",
    METADATA,
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("colours", LargeBinary, nullable=False),
    Column("boxes", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# Which pictures have their next rows, and of which network: small, so that counting and looking up read no vector.
REDESCRIBED = Table(
    "redescribed",
    METADATA,
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("backbone", String, nullable=False),
    Column("version", String, nullable=False),
)

FAILURES = Table(
    "failures",
    METADATA,
    Column("uri", OutsideText, primary_key=True),
    Column("kind", String, nullable=False),
    Column("reason", OutsideText, nullable=False),
    Column("at", String, nullable=False),
)

# picture_id is no foreign key: a removed picture stays in the record of changes.
CHANGES = Table(
    "changes",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("picture_id", Integer, nullable=False),
    Column("kind", String, nullable=False),
    sqlite_autoincrement=True,
)

# sources and options are JSON in ASCII. owner tells two processes with the same number apart.
JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("sources", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("added", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("uri", OutsideText, nullable=False),
    Column("reason", OutsideText, nullable=False),
    Column("host", String, nullable=False),
    Column("process", Integer, nullable=False),
    Column("owner", String, nullable=False),
    Column("started_at", String, nullable=False),
    Column("heartbeat_at", String, nullable=False),
    Column("finished_at", String),
    sqlite_autoincrement=True,
)

# What was learned of a library, kept with all its versions: the newest row of a kind counts. document is JSON in ASCII.
ARTIFACTS = Table(
    "artifacts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", OutsideText, nullable=False),
    Column("created_at", String, nullable=False),
    Column("document", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index(None, "kind", "id"),
    sqlite_autoincrement=True,
)

# What a person said of one hit of one query; the last word counts. document holds what was measured then, as JSON.
JUDGEMENTS = Table(
    "judgements",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("query_digest", String, nullable=False),
    Column("query_name", OutsideText, nullable=False),
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("is_match", Boolean, nullable=False),
    Column("document", Text, nullable=False),
    Column("judged_at", String, nullable=False),
    UniqueConstraint("query_digest", "picture_id"),
    sqlite_autoincrement=True,
)

# Elements that unrelated pictures share, a logo or a colour chart: their key points, and a picture to show.
IGNORED = Table(
    "ignored",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", OutsideText, nullable=False),
    Column("created_at", String, nullable=False),
    Column("local", LargeBinary, nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

# Which pictures were looked at for duplicates already; one that is described anew loses its row and is looked at again.
JOINED = Table(
    "joined",
    METADATA,
    Column("picture_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
)

# What two pictures are to each other, where they are copies or may be. first_id is the lower one, verdict is that of
# the first as the query. document holds how they lie on each other, as JSON.
DUPLICATES = Table(
    "duplicates",
    METADATA,
    Column("first_id", Integer, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column(
        "second_id",
        Integer,
        ForeignKey("pictures.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("verdict", String, nullable=False),
    Column("probability", Float, nullable=False),
    Column("document", Text, nullable=False),
)
