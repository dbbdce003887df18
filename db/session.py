"""Sessions: short transactions, one writer at a time in mind.

On SQLite a transaction that will write begins with ``BEGIN IMMEDIATE``, so that it waits for its turn at
the start instead of failing in the middle (https://www.sqlite.org/lang_transaction.html).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

BUSY_TIMEOUT_MS = 15_000
WIPE_TIMEOUT_MS = 1_000
WRITES = "oxinight_writes"


class Database:
    """The database of one process; connects at first use."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = self._make_engine()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only looks."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, rolled back when the block raises."""
        engine = self.engine.execution_options(**{WRITES: True})
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def wipe_deleted(self) -> None:
        """Let what was deleted go from the files, too: SQLite's log keeps it until it is written back.

        While somebody reads or writes, some of it stays in the log until the next call.
        """
        if not self.is_sqlite:
            return
        connection = self.engine.raw_connection()
        try:
            with suppress(sqlite3.OperationalError):  # locked: somebody is writing
                connection.cursor().execute(f"PRAGMA busy_timeout={WIPE_TIMEOUT_MS}")
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.cursor().execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            connection.close()

    def dispose(self) -> None:
        """Close what is open, e.g. before this process forks or ends."""
        self.engine.dispose()

    def _make_engine(self) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        path = make_url(self.url).database
        if path and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(self.url, hide_parameters=True)  # names and secrets stay out of the logs
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",  # what a doctor had erased is overwritten, not only unlinked
        "recursive_triggers=ON",  # or else REPLACE deletes a row without its trigger being asked
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
