"""What every service needs at hand: settings, database, store, the links' cipher, and the jobs' bell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.fernet import Fernet, MultiFernet

from db.session import Database
from settings import Settings
from storage_service import ObjectStore, Patience, make_store, with_patience


def _nobody_listens() -> None:
    """No engine in this process: the row is in the table, and whoever runs jobs will see it."""


@dataclass(slots=True)
class Context:
    """Made once a process; handed to each service as its first argument."""

    settings: Settings
    db: Database
    store: ObjectStore
    cipher: MultiFernet
    ring: Callable[[], None] = _nobody_listens

    @classmethod
    def from_settings(cls, settings: Settings, patience: Patience | None = None) -> Context:
        """Put the parts together; nothing is connected yet. No ``patience`` with the store: a worker's."""
        return cls(
            settings=settings,
            db=Database(settings.database_url),
            store=with_patience(make_store(settings), patience),
            cipher=MultiFernet([Fernet(key) for key in settings.link_keys]),
        )
