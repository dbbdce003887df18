"""Accounts: the first admin, doctors, and logging in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from context import Context
from db import audit
from db.audit import SYSTEM, Actor
from db.models import Account, LoginSession, Note, Role, utc_now
from errors import N_, LoginRefused, Refused, TooManyAttempts

SETUP_CODE = "setup_code_sha256"
LEAST_PASSWORD = 10
MOST_PASSWORD = 200
MOST_FAILURES, MOST_FAILURES_ANYWHERE, FAILURE_WINDOW_MIN = 10, 100, 15

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody typed to get an account."""

    email: str
    password: str
    name: str = ""
    locale: str | None = None


def is_set_up(ctx: Context) -> bool:
    """Whether there is an account yet."""
    with ctx.db.read() as session:
        return session.scalar(select(Account.id).limit(1)) is not None


def has_admin(ctx: Context) -> bool:
    """Whether there is an admin yet; until then /setup can be opened with the code."""
    with ctx.db.read() as session:
        return _has_admin(session)


def new_setup_code(ctx: Context) -> str | None:
    """A fresh one-time code for /setup, or None when there is an admin already."""
    if has_admin(ctx):
        return None
    code = "-".join(secrets.token_hex(2) for _ in range(4))
    with ctx.db.write() as session:
        session.merge(Note(name=SETUP_CODE, value=_digest(code)))
    return code


def create_first_admin(ctx: Context, code: str, new: NewAccount, actor: Actor) -> Account:
    """Make the first admin; the code works once, and only while there is no admin."""
    with _taken_address_refused(), ctx.db.write() as session:
        problem = _setup_problem(session, code)
        if problem:
            audit.record(session, actor, "setup", "installation", outcome="refused")
        else:
            account = _add(session, new, Role.ADMIN)
            session.delete(session.get_one(Note, SETUP_CODE))
            audit.record(session, actor, "setup", account.id)
    if problem:
        raise problem
    return account


def create_account(
    ctx: Context, new: NewAccount, *, role: Role = Role.DOCTOR, actor: Actor = SYSTEM
) -> Account:
    """Make an account; Refused when the address is taken or the password too short."""
    with _taken_address_refused(), ctx.db.write() as session:
        account = _add(session, new, role)
        audit.record(session, actor, "account-created", account.id, role=role.value)
    return account


def log_in(ctx: Context, email: str, password: str, actor: Actor) -> Account:
    """The account, when the password fits; takes as long when there is no such account."""
    email = email.strip().lower()
    subject = f"email:{_digest(email)[:32]}"
    with ctx.db.read() as session:
        if _guessed_too_often(session, subject, actor):
            raise TooManyAttempts
        account = session.scalar(select(Account).where(Account.email == email))
    fits = _fits(account.password_hash if account else _nobodys_hash(), password)
    outcome = "done" if account is not None and fits else "refused"
    with ctx.db.write() as session:
        audit.record(session, actor, "login", subject, outcome=outcome)
    if account is None or not fits:
        raise LoginRefused
    return account


def begin_session(ctx: Context, account: Account) -> str:
    """Remember that a browser is logged in; what its cookie shall carry: ``account:epoch:token``."""
    token = secrets.token_urlsafe(32)
    with ctx.db.write() as session:
        session.add(LoginSession(id=_digest(token), account_id=account.id))
    return f"{account.id}:{account.session_epoch}:{token}"


def find_by_session(ctx: Context, session_id: str) -> Account | None:
    """The account of a login session, unless this one or all of its sessions were ended since."""
    account_id, epoch, token = _parts(session_id)
    query = (
        select(Account)
        .join(LoginSession, LoginSession.account_id == Account.id)
        .where(LoginSession.id == _digest(token), LoginSession.ended_at.is_(None), Account.id == account_id)
    )
    with ctx.db.read() as session:
        account = session.scalar(query)
    return account if account is not None and str(account.session_epoch) == epoch else None


def end_session(ctx: Context, session_id: str, actor: Actor) -> None:
    """Log a browser out: its cookie, and every copy of it, opens nothing from now on."""
    account_id, _, token = _parts(session_id)
    with ctx.db.write() as session:
        _end_sessions(session, LoginSession.id == _digest(token))
        audit.record(session, actor, "logout", account_id)


def find_by_email(ctx: Context, email: str) -> Account:
    """The account with this address; Refused when there is none."""
    with ctx.db.read() as session:
        account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    if account is None:
        raise Refused(N_("There is no account with the e-mail address %(email)s."), email=email)
    return account


def exists(ctx: Context, email: str) -> bool:
    """Whether there is an account with this address."""
    with ctx.db.read() as session:
        return session.scalar(select(Account.id).where(Account.email == email.strip().lower())) is not None


def set_password(ctx: Context, email: str, password: str, *, actor: Actor = SYSTEM) -> Account:
    """Give an account another password and end all its sessions."""
    account_id = find_by_email(ctx, email).id
    password_hash = _hasher.hash(_checked_password(password))
    with ctx.db.write() as session:
        account = session.get_one(Account, account_id)
        account.password_hash, account.session_epoch = password_hash, account.session_epoch + 1
        _end_sessions(session, LoginSession.account_id == account_id)
        audit.record(session, actor, "password-set", account_id)
    return account


def set_locale(ctx: Context, account_id: str, locale: str) -> None:
    """Remember an account's language."""
    with ctx.db.write() as session:
        session.get_one(Account, account_id).locale = locale


def _parts(session_id: str) -> tuple[str, str, str]:
    account_id, _, rest = session_id.partition(":")
    epoch, _, token = rest.partition(":")
    return account_id, epoch, token


def _end_sessions(session: Session, which: ColumnElement[bool]) -> None:
    open_ones = update(LoginSession).where(which, LoginSession.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=utc_now()))


def _has_admin(session: Session) -> bool:
    return session.scalar(select(Account.id).where(Account.role == Role.ADMIN).limit(1)) is not None


@contextmanager
def _taken_address_refused() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Refused(N_("There is an account with this e-mail address already.")) from error


def _guessed_too_often(session: Session, subject: str, actor: Actor) -> bool:
    """From one network soon, from anywhere later: so that a stranger can not easily lock a doctor out."""
    here = audit.recent(session, "login", subject, outcome="refused", minutes=FAILURE_WINDOW_MIN, ip=actor.ip)
    anywhere = audit.recent(session, "login", subject, outcome="refused", minutes=FAILURE_WINDOW_MIN)
    return here >= MOST_FAILURES or anywhere >= MOST_FAILURES_ANYWHERE


def _setup_problem(session: Session, code: str) -> Refused | TooManyAttempts | None:
    if (
        audit.recent(session, "setup", "installation", outcome="refused", minutes=FAILURE_WINDOW_MIN)
        >= MOST_FAILURES
    ):
        return TooManyAttempts()
    note = session.get(Note, SETUP_CODE, with_for_update=True)
    if (
        note is None
        or _has_admin(session)
        or not hmac.compare_digest(note.value, _digest(code.strip().lower()))
    ):
        return Refused(
            N_("This set-up code does not fit. It stands in the terminal where the server was started.")
        )
    return None


def _add(session: Session, new: NewAccount, role: Role) -> Account:
    account = Account(
        email=checked_email(new.email),
        name=new.name.strip()[:200],
        password_hash=_hasher.hash(_checked_password(new.password)),
        role=role,
        locale=new.locale,
    )
    session.add(account)
    session.flush()
    return account


def checked_email(email: str) -> str:
    """An e-mail address as it is kept; Refused when it is none."""
    try:
        return validate_email(
            email.strip(), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError as error:
        raise Refused(N_("“%(email)s” is not an e-mail address."), email=email) from error


def _checked_password(password: str) -> str:
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise Refused(N_("Please choose a password of at least %(least)s characters."), least=LEAST_PASSWORD)
    return password


def _fits(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password[:MOST_PASSWORD])
    except VerifyMismatchError:
        return False


@cache
def _nobodys_hash() -> str:
    """What a password is held against when there is no such account, so that both take as long."""
    return _hasher.hash(secrets.token_hex(16))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
