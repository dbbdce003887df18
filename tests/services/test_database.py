"""The tables: migrations and models agree, and the audit takes no second thoughts."""

from __future__ import annotations

from contextlib import suppress

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from access import Doctor
from context import Context
from db import audit
from db.audit import Actor
from db.migrate import alembic_config, is_current, upgrade
from db.models import Base
from tests.builders import audit_of, count_of
from tests.databases import BOTH

pytestmark = BOTH


def test_migrations_make_the_tables_that_the_models_describe(ctx: Context) -> None:
    with ctx.db.engine.connect() as connection:
        compared = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(compared, Base.metadata) == []


def test_upgrading_twice_changes_nothing(ctx: Context) -> None:
    upgrade(ctx.db)
    assert is_current(ctx.db)


def test_the_first_migration_can_be_taken_back_and_made_again(ctx: Context) -> None:
    command.downgrade(alembic_config(ctx.db), "base")
    with ctx.db.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(ctx.db)
    assert is_current(ctx.db)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'somebody else'",
        "UPDATE audit SET outcome = 'done' WHERE outcome = 'refused'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE action = 'login'",
    ],
)
def test_audit_rows_can_not_be_changed_or_deleted(ctx: Context, statement: str) -> None:
    with ctx.db.write() as session:
        audit.record(session, Actor.visitor("203.0.113.77"), "login", "x", outcome="refused")
    with pytest.raises(DBAPIError, match="audit rows are only ever added"), ctx.db.write() as session:
        session.execute(text(statement))
    (kept,) = audit_of(ctx, "login")
    assert (kept.actor, kept.outcome) == ("visitor", "refused")


def test_the_audit_can_not_be_emptied_or_overwritten_by_another_statement(
    ctx: Context, database_kind: str
) -> None:
    columns = "id, at, 'nobody', action, subject, ip, outcome, details"
    replace = f"INSERT OR REPLACE INTO audit SELECT {columns} FROM audit"
    statement = {"sqlite": replace, "postgres": "TRUNCATE audit"}[database_kind]
    with ctx.db.write() as session:
        audit.record(session, Actor.visitor(), "login", "x")
    with pytest.raises(DBAPIError, match="audit rows are only ever added"), ctx.db.write() as session:
        session.execute(text(statement))
    assert [entry.actor for entry in audit_of(ctx, "login")] == ["visitor"]


def test_a_transaction_that_fails_leaves_nothing_behind_not_even_in_the_audit(
    ctx: Context, ana: Doctor
) -> None:
    before = count_of(ctx, "audit")
    with suppress(ZeroDivisionError), ctx.db.write() as session:
        audit.record(session, ana.actor, "thought-better-of-it", "x")
        session.flush()
        raise ZeroDivisionError
    assert count_of(ctx, "audit") == before


def test_the_audit_keeps_the_network_of_an_address_not_the_address(ctx: Context) -> None:
    with ctx.db.write() as session:
        audit.record(session, Actor.visitor("203.0.113.77"), "seen", "v4")
        audit.record(session, Actor.visitor("2001:db8:1234:5678::9"), "seen", "v6")
    assert [entry.ip for entry in audit_of(ctx, "seen")] == ["203.0.113.0", "2001:db8:1234::"]
