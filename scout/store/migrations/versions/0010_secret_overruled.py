"""By which secret stopped addresses are hashed, and judgements that somebody else overruled."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stops") as batch:
        batch.add_column(sa.Column("fingerprint", sa.String(length=16), nullable=True))
    op.create_table(
        "overruled_judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.String(length=254), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overruled_judgements")),
    )


def downgrade() -> None:
    op.drop_table("overruled_judgements")
    with op.batch_alter_table("stops") as batch:
        batch.drop_column("fingerprint")
