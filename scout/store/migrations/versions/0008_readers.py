"""Readers: reminders, what is carried over, what they track, their links, and who gets no mail."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("judgements") as batch:
        batch.add_column(sa.Column("judged_by", sa.String(length=254), nullable=True))
    with op.batch_alter_table("strategy_entries") as batch:
        batch.add_column(sa.Column("left_on", sa.Date(), nullable=True))
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("attachments", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("unsubscribe_url", sa.Text(), nullable=True))
    op.create_table(
        "reminders",
        sa.Column("recipient_email", sa.String(length=254), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_reminders_call_id_calls")),
        sa.PrimaryKeyConstraint(
            "recipient_email", "call_id", "deadline_on", "lead_days", name=op.f("pk_reminders")
        ),
    )
    op.create_table(
        "carried",
        sa.Column("recipient_email", sa.String(length=254), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("issues", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_carried_call_id_calls")),
        sa.PrimaryKeyConstraint("recipient_email", "call_id", name=op.f("pk_carried")),
    )
    op.create_table(
        "tracking",
        sa.Column("recipient_email", sa.String(length=254), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("recipient_email", "source", "key", name=op.f("pk_tracking")),
    )
    op.create_table(
        "readers",
        sa.Column("recipient_email", sa.String(length=254), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("recipient_email", name=op.f("pk_readers")),
        sa.UniqueConstraint("ref", name=op.f("uq_readers_ref")),
    )
    op.create_table(
        "refusals",
        sa.Column("recipient_email", sa.String(length=254), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("recipient_email", name=op.f("pk_refusals")),
    )
    op.create_table(
        "stops",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_stops")),
    )


def downgrade() -> None:
    for name in ("stops", "refusals", "readers", "tracking", "carried", "reminders"):
        op.drop_table(name)
    with op.batch_alter_table("messages") as batch:
        batch.drop_column("unsubscribe_url")
        batch.drop_column("attachments")
    with op.batch_alter_table("strategy_entries") as batch:
        batch.drop_column("left_on")
    with op.batch_alter_table("judgements") as batch:
        batch.drop_column("judged_by")
