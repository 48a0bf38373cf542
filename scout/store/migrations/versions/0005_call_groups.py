"""Which calls are the same, and what people decided of that."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_groups",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.String(length=700), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_groups_call_id_calls")
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_groups")),
    )
    op.create_table(
        "group_decisions",
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("other_source", sa.String(length=100), nullable=False),
        sa.Column("other_key", sa.String(length=500), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "source", "key", "other_source", "other_key", name=op.f("pk_group_decisions")
        ),
    )


def downgrade() -> None:
    op.drop_table("group_decisions")
    op.drop_table("call_groups")
