"""The first tables.

It spells them out instead of asking `schema.py`, which moves on while this step must stay as it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "pictures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("byte_digest", sa.String, nullable=False, unique=True),
        sa.Column("pixel_digest", sa.String, nullable=False, unique=True),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("pixels", sa.BigInteger, nullable=False),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("byte_size", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("metadata", sa.Text, nullable=False),
        sa.Column("search_text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("name_key", "pixels", "format"):
        op.create_index(op.f(f"ix_pictures_{column}_id"), "pictures", [column, "id"])
    op.create_table(
        "locations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("picture_id", sa.Integer, sa.ForeignKey("pictures.id", ondelete="CASCADE"), nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("file_uri", sa.Text, nullable=False),
        sa.Column("byte_digest", sa.String, nullable=False),
        sa.Column("file_digest", sa.String, nullable=False),
        sa.Column("size", sa.BigInteger),
        sa.Column("modified_ns", sa.BigInteger),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("reachable", sa.Boolean, nullable=False),
        sa.UniqueConstraint("uri", "byte_digest"),
        sqlite_autoincrement=True,
    )
    for column in ("picture_id", "file_uri", "byte_digest"):
        op.create_index(op.f(f"ix_locations_{column}"), "locations", [column])
    op.create_table("vectors", _picture_id(), sa.Column("data", sa.LargeBinary, nullable=False))
    op.create_table(
        "features",
        _picture_id(),
        sa.Column("local", sa.LargeBinary, nullable=False),
        sa.Column("histogram", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("uri", sa.Text, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("picture_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("uri", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("heartbeat_at", sa.String, nullable=False),
        sa.Column("finished_at", sa.String),
        sqlite_autoincrement=True,
    )


def _picture_id() -> sa.Column[int]:
    key = sa.ForeignKey("pictures.id", ondelete="CASCADE")
    return sa.Column("picture_id", sa.Integer, key, primary_key=True, autoincrement=False)
