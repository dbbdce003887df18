"""One of several processes does something: whoever holds a lease in the database, until it runs out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.exc import IntegrityError

from db.models import Lease, utc_now
from db.session import Database


def take_lease(db: Database, name: str, holder: str, for_s: float) -> bool:
    """Get or keep the lease, by compare-and-set; False while somebody else has it."""
    now = utc_now()
    with db.read() as session:
        held = session.get(Lease, name)
        if held is not None and held.holder != holder and held.until >= now:
            return False  # without taking SQLite's one pen
    with db.write() as session:
        mine = session.execute(
            update(Lease)
            .where(Lease.name == name, or_(Lease.holder == holder, Lease.until < now))
            .values(holder=holder, until=now + timedelta(seconds=for_s))
            .returning(Lease.name)
        ).first()
    return mine is not None or _first(db, name, holder, now + timedelta(seconds=for_s))


def leave_lease(db: Database, name: str, holder: str) -> None:
    """Give the lease up, so that nobody has to wait until it runs out."""
    with db.write() as session:
        session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


def _first(db: Database, name: str, holder: str, until: datetime) -> bool:
    """Nobody has had it yet, or somebody has it; the table decides."""
    try:
        with db.write() as session:
            session.add(Lease(name=name, holder=holder, until=until))
    except IntegrityError:
        return False
    return True
