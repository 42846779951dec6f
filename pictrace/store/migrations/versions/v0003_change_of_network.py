"""Room for the vectors of the next network beside those of the present one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table("next_vectors", _picture_id(), sa.Column("data", sa.LargeBinary, nullable=False))
    op.create_table(
        "next_parts",
        _picture_id(),
        sa.Column("colours", sa.LargeBinary, nullable=False),
        sa.Column("boxes", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "redescribed",
        _picture_id(),
        sa.Column("backbone", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
    )


def _picture_id() -> sa.Column[int]:
    key = sa.ForeignKey("pictures.id", ondelete="CASCADE")
    return sa.Column("picture_id", sa.Integer, key, primary_key=True, autoincrement=False)
