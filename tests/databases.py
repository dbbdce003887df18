"""Two kinds of database for the same tests: SQLite files, and a real PostgreSQL that is started once."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import create_engine, text

from db.migrate import upgrade
from db.session import Database

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgres"], indirect=True)
"""Put on a module or a test whose matter is the database: it is run on each kind."""

TEMPLATE = "migrated"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server with a migrated database to copy from."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres:@/{name}?host={self.folder}"

    @contextmanager
    def new_database(self) -> Iterator[str]:
        """The URL of a fresh copy, which goes with its test."""
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield self.url(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start PostgreSQL in a folder of its own, and end it with all that it wrote."""
    pgserver = _pgserver()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        running = Postgres(folder)
        for unsafe in ("fsync", "synchronous_commit", "full_page_writes"):  # no power cut in a test
            running.run(f"ALTER SYSTEM SET {unsafe} = off")
        running.run("SELECT pg_reload_conf()")
        running.run(f"CREATE DATABASE {TEMPLATE}")
        _migrate(running.url(TEMPLATE))
        yield running
    finally:
        pgserver.pg_ctl(["-m", "immediate", "stop"], pgdata=folder, user=server.system_user)
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def migrated_file(folder: Path) -> Path:
    """A SQLite file with all tables, to copy from."""
    path = folder / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.dispose()


def _pgserver() -> ModuleType:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its import, about this machine's folders
        return import_module("pgserver")
