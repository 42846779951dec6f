"""Several vectors a picture, and what is learned of a library: calibrations, judgements, elements to ignore."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "parts",
        sa.Column(
            "picture_id",
            sa.Integer,
            sa.ForeignKey("pictures.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("colours", sa.LargeBinary, nullable=False),
        sa.Column("boxes", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "artifacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_artifacts_kind_id"), "artifacts", ["kind", "id"])
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("query_digest", sa.String, nullable=False),
        sa.Column("query_name", sa.Text, nullable=False),
        sa.Column("picture_id", sa.Integer, sa.ForeignKey("pictures.id", ondelete="CASCADE"), nullable=False),
        sa.Column("is_match", sa.Boolean, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("judged_at", sa.String, nullable=False),
        sa.UniqueConstraint("query_digest", "picture_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_judgements_picture_id"), "judgements", ["picture_id"])
    op.create_table(
        "ignored",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("local", sa.LargeBinary, nullable=False),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
