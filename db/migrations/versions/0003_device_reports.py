"""devices' printed reports, and which recording each belongs to

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('recording', sa.Column('kind', sa.String(length=16), nullable=False, server_default='samples'))
    op.add_column('recording', sa.Column('patient_named', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column('recording', sa.Column('reading', sa.JSON(), nullable=True))
    op.add_column('recording', sa.Column('report', sa.JSON(), nullable=True))
    # PDFs were kept, but refused: they are read anew at the next start
    op.execute("UPDATE recording SET kind = 'report', analysis_version = NULL WHERE object_key LIKE '%/pdfs/%'")
    op.create_table('pairing',
    sa.Column('report_id', sa.String(length=16), nullable=False),
    sa.Column('recording_id', sa.String(length=16), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.Column('concordance', sa.JSON(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['recording.id'], name=op.f('fk_pairing_report_id_recording')),
    sa.ForeignKeyConstraint(['recording_id'], ['recording.id'], name=op.f('fk_pairing_recording_id_recording')),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_pairing'))
    )
    op.create_index(op.f('ix_pairing_recording_id'), 'pairing', ['recording_id'], unique=False)


def downgrade() -> None:
    op.drop_table('pairing')
    for column in ('report', 'reading', 'patient_named', 'kind'):
        op.drop_column('recording', column)
