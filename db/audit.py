"""The append-only audit, written in the transaction of what it tells of."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import AuditEntry, utc_now


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting: an account, a link's holder, or the system; and from which (truncated) address."""

    name: str
    ip: str | None = None

    @classmethod
    def account(cls, account_id: str, ip: str | None = None) -> Actor:
        """A logged-in account."""
        return cls(f"account:{account_id}", ip)

    @classmethod
    def visitor(cls, ip: str | None = None) -> Actor:
        """Somebody who is not logged in."""
        return cls("visitor", ip)


SYSTEM = Actor("system")


def record(
    session: Session, actor: Actor, action: str, subject: str, *, outcome: str = "done", **details: object
) -> None:
    """Add an audit row; ``details`` hold ids and counts, never names or secrets."""
    session.add(
        AuditEntry(
            actor=actor.name,
            action=action,
            subject=subject,
            ip=truncated(actor.ip),
            outcome=outcome,
            details=details,
        )
    )


def recent(
    session: Session, action: str, subject: str, *, outcome: str, minutes: int, ip: str | None = None
) -> int:
    """How often this happened to this subject in the last minutes (from this address's network)."""
    since = utc_now() - timedelta(minutes=minutes)
    query = select(func.count()).where(
        AuditEntry.action == action,
        AuditEntry.subject == subject,
        AuditEntry.outcome == outcome,
        AuditEntry.at >= since,
    )
    if ip is not None:
        query = query.where(AuditEntry.ip == truncated(ip))
    return session.scalar(query) or 0


def truncated(ip: str | None) -> str | None:
    """The network of an address (/24 or /48): enough to see a pattern, not a person; None for other words."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return None
    bits = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((int(address), bits), strict=False).network_address)
