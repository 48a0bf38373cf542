"""Alarms to the operator, and which messages are alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=20), server_default="DIGEST", nullable=False)
        )
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_message", sa.Integer(), nullable=True),
        sa.Column("recovered_message", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["raised_message"], ["messages.id"], name=op.f("fk_alarms_raised_message_messages")
        ),
        sa.ForeignKeyConstraint(
            ["recovered_message"],
            ["messages.id"],
            name=op.f("fk_alarms_recovered_message_messages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )


def downgrade() -> None:
    op.drop_table("alarms")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("kind")
