"""Past matches: what fitted until one could apply no more."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past_matches",
        sa.Column("project", sa.String(length=80), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_past_matches_call_id_calls")
        ),
        sa.PrimaryKeyConstraint("project", "call_id", name=op.f("pk_past_matches")),
    )


def downgrade() -> None:
    op.drop_table("past_matches")
