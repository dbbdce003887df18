"""Triggers that let rows of a table be added and nothing else, not even by a program with a mistake."""

from __future__ import annotations


def keep_append_only(table: str, dialect: str) -> list[str]:
    """Statements that make the database itself refuse to change or delete this table's rows."""
    if dialect == "sqlite":
        return [_sqlite_trigger(table, change) for change in ("UPDATE", "DELETE")]
    return [
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} rows are only ever added'; END $$",
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()",
    ]


def let_go(table: str, dialect: str) -> list[str]:
    """Statements that take it back, before the table is dropped."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_{change}" for change in ("update", "delete")]
    return [f"DROP TRIGGER {table}_is_append_only ON {table}", f"DROP FUNCTION {table}_is_append_only()"]


def _sqlite_trigger(table: str, change: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are only ever added'); END"
    )
