"""Pairs of copies within the library, and which pictures were looked at for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table("joined", _key("picture_id"))
    op.create_table(
        "duplicates",
        _key("first_id"),
        _key("second_id"),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index(op.f("ix_duplicates_second_id"), "duplicates", ["second_id"])


def _key(name: str) -> sa.Column[int]:
    key = sa.ForeignKey("pictures.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, key, primary_key=True, autoincrement=False)
