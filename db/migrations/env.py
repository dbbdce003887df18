"""Alembic's entry: migrations run on the engine that ``db.migrate`` hands over."""

from alembic import context

from db.models import Base
from db.session import WRITES

engine = context.config.attributes["engine"].execution_options(**{WRITES: True})

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=engine.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
