"""Room for the vectors of the next network beside those of the present one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "redescribed",
        sa.Column(
            "picture_id",
            sa.Integer,
            sa.ForeignKey("pictures.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("backbone", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("colours", sa.LargeBinary, nullable=False),
        sa.Column("boxes", sa.LargeBinary, nullable=False),
        sa.Column("parts", sa.LargeBinary, nullable=False),
    )
    op.create_index(
        op.f("ix_redescribed_backbone_version_picture_id"), "redescribed", ["backbone", "version", "picture_id"]
    )
