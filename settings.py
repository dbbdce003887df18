"""What the environment says, read once: unknown or half-given settings stop the start with a sentence."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from pdf_parser.limits import MEGABYTE, Limits

OUR_PREFIXES = ("R2_", "S3_", "OXINIGHT_")
KNOWN = frozenset(
    {
        "R2_ACCOUNT_ID", "R2_JURISDICTION", "R2_ENDPOINT_URL", "R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY",
        "R2_BUCKET", "R2_PREFIX",
        "S3_ENDPOINT_URL", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "S3_BUCKET", "S3_REGION",
        "S3_ADDRESSING_STYLE", "S3_PREFIX",
        "OXINIGHT_PUBLIC_URL", "OXINIGHT_CLINIC_NAME", "OXINIGHT_DEFAULT_LOCALE", "OXINIGHT_MAX_UPLOAD_MB",
        "OXINIGHT_LINK_DAYS", "OXINIGHT_WORKERS", "OXINIGHT_ENGINE", "OXINIGHT_STREAM_FILES",
        "OXINIGHT_PDF_MB", "OXINIGHT_PDF_PAGES", "OXINIGHT_PDF_SECONDS", "OXINIGHT_PDF_PAGE_SECONDS",
        "OXINIGHT_PDF_PAGE_MB",
        "OXINIGHT_SECRET_KEY", "OXINIGHT_LINK_KEYS", "OXINIGHT_TRUSTED_PROXIES", "OXINIGHT_HOST",
    }
)  # fmt: skip
LOCALES = ("en", "ro")
ENGINES = ("embedded", "separate", "celery")
KEY_PREFIX = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class SettingsError(Exception):
    """The environment does not say what the program needs; the message says what to change."""


@dataclass(frozen=True, slots=True)
class S3Settings:
    """Where an S3 store is and how to speak to it."""

    endpoint_url: str
    bucket: str
    access_key_id: str
    secret_access_key: str
    region: str = "auto"
    addressing_style: str = "path"
    prefix: str = ""

    def __repr__(self) -> str:
        """Name the place, never the keys."""
        return f"S3Settings({self.endpoint_url}, bucket={self.bucket}, prefix={self.prefix!r})"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one process."""

    data_dir: Path
    host: str
    port: int
    public_url: str
    database_url: str
    s3: S3Settings | None
    secret_key: str
    link_keys: tuple[str, ...]
    clinic_name: str
    default_locale: str
    max_upload_bytes: int
    link_days: int
    workers: int
    engine: str
    redis_url: str | None
    stream_files: bool
    pdf_limits: Limits
    trusted_proxies: int

    def __repr__(self) -> str:
        """Name the places, never the secrets."""
        return f"Settings(data_dir={self.data_dir}, public_url={self.public_url}, store={self.store_kind})"

    @property
    def store_kind(self) -> str:
        """Which of the store's twins is in use: ``folder`` or ``s3``."""
        return "s3" if self.s3 else "folder"

    @property
    def objects_dir(self) -> Path:
        """Where the folder twin keeps its objects."""
        return self.data_dir / "objects"

    @property
    def outbox_dir(self) -> Path:
        """Where mail is written when there is no mail server."""
        return self.data_dir / "outbox"

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read the environment (or the given mapping); raise SettingsError on anything doubtful."""
        read = _Reader(os.environ if env is None else env)
        read.refuse_unknown()
        data_dir = Path(read.text("DATA_DIR", "data")).resolve()
        port = read.number("PORT", 8050, least=1, most=65535)
        database_url = _database_url(read, data_dir)
        keys = _keys(read, data_dir)
        return cls(
            data_dir=data_dir,
            host=read.text("OXINIGHT_HOST", "127.0.0.1"),
            port=port,
            public_url=_public_url(read, port),
            database_url=database_url,
            s3=_s3(read),
            secret_key=keys.secret_key,
            link_keys=keys.link_keys,
            clinic_name=read.text("OXINIGHT_CLINIC_NAME", "Oxinight"),
            default_locale=read.choice("OXINIGHT_DEFAULT_LOCALE", "en", LOCALES),
            max_upload_bytes=read.number("OXINIGHT_MAX_UPLOAD_MB", 50, least=1, most=1024) * 1024 * 1024,
            link_days=read.number("OXINIGHT_LINK_DAYS", 365, least=1, most=3650),
            workers=read.number("OXINIGHT_WORKERS", 1, least=1, most=32),
            engine=_engine(read),
            redis_url=_redis_url(read),
            stream_files=read.choice("OXINIGHT_STREAM_FILES", "no", ("yes", "no")) == "yes",
            pdf_limits=_pdf_limits(read),
            trusted_proxies=read.number("OXINIGHT_TRUSTED_PROXIES", 0, least=0, most=8),
        )


@dataclass(frozen=True, slots=True)
class _Keys:
    secret_key: str
    link_keys: tuple[str, ...]


class _Reader:
    """Typed look-ups in the environment; every refusal names the variable and what it may be."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env

    def refuse_unknown(self) -> None:
        """Stop on a misspelt setting."""
        unknown = sorted(name for name in self.env if name.startswith(OUR_PREFIXES) and name not in KNOWN)
        if unknown:
            raise SettingsError(f"Unknown setting {unknown[0]}. Known: {', '.join(sorted(KNOWN))}.")

    def text(self, name: str, default: str) -> str:
        return self.env.get(name, "").strip() or default

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        given = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,9}", given) or not least <= int(given) <= most:
            raise SettingsError(f"{name} must be a whole number from {least} to {most}, not {given[:40]!r}.")
        return int(given)

    def address(self, name: str) -> str:
        given = self.text(name, "")
        parts = urlsplit(given)
        if given and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise SettingsError(f"{name} must begin with https:// (or http://), not {given!r}.")
        return given

    def prefix(self, name: str) -> str:
        given = self.text(name, "").strip("/")
        if given and not KEY_PREFIX.fullmatch(given):
            raise SettingsError(
                f"{name} may have letters, digits and ._- between its slashes, not {given!r}."
            )
        return given

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        given = self.text(name, default)
        if given not in allowed:
            raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {given!r}.")
        return given

    def group(self, names: tuple[str, ...]) -> dict[str, str] | None:
        """All of the named settings, or None when none is given; half of them is refused."""
        given = {name: self.text(name, "") for name in names}
        missing = [name for name, value in given.items() if not value]
        if len(missing) == len(names):
            return None
        if missing:
            raise SettingsError(f"{', '.join(missing)} missing: {', '.join(names)} are given together.")
        return given


def _database_url(read: _Reader, data_dir: Path) -> str:
    given = read.text("DATABASE_URL", "")
    if not given:
        return f"sqlite:///{data_dir / 'oxinight.db'}"
    scheme, _, rest = given.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        return given
    raise SettingsError("DATABASE_URL must begin with postgresql:// or sqlite:///.")


def _redis_url(read: _Reader) -> str | None:
    given = read.text("REDIS_URL", "")
    try:
        parts = urlsplit(given)
        is_broker = parts.scheme in ("redis", "rediss") and parts.hostname and (parts.port or 6379)
    except ValueError:  # of a port that is none
        is_broker = False
    if given and not is_broker:  # not shown: there is a password in it
        raise SettingsError("REDIS_URL must look like redis://host:6379 (or rediss://…).")
    return given or None


def _engine(read: _Reader) -> str:
    """Who runs the jobs; with a broker it is always Celery, and ``separate`` is true of that, too."""
    has_broker = bool(read.text("REDIS_URL", ""))
    given = read.choice("OXINIGHT_ENGINE", "celery" if has_broker else "embedded", ENGINES)
    if has_broker and given == "embedded":
        raise SettingsError(
            "REDIS_URL is given beside OXINIGHT_ENGINE=embedded: with Redis, workers run the jobs. "
            "Remove one of the two."
        )
    if given == "celery" and not has_broker:
        raise SettingsError("OXINIGHT_ENGINE=celery needs REDIS_URL.")
    return "celery" if has_broker else given


def _pdf_limits(read: _Reader) -> Limits:
    return Limits(
        most_bytes=read.number("OXINIGHT_PDF_MB", 50, least=1, most=1024) * MEGABYTE,
        most_pages=read.number("OXINIGHT_PDF_PAGES", 200, least=1, most=10_000),
        document_s=read.number("OXINIGHT_PDF_SECONDS", 900, least=1, most=86_400),
        page_s=read.number("OXINIGHT_PDF_PAGE_SECONDS", 60, least=1, most=3600),
        page_memory=read.number("OXINIGHT_PDF_PAGE_MB", 1024, least=512, most=65_536) * MEGABYTE,
    )


def _public_url(read: _Reader, port: int) -> str:
    given = read.text("OXINIGHT_PUBLIC_URL", f"http://localhost:{port}").rstrip("/")
    parts = urlsplit(given)
    more = parts.path or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not parts.netloc or more:
        raise SettingsError(
            f"OXINIGHT_PUBLIC_URL must look like https://nights.clinic.example, not {given!r}."
        )
    return given


def _s3(read: _Reader) -> S3Settings | None:
    r2, s3 = _r2_settings(read), _generic_s3_settings(read)
    if r2 and s3:
        raise SettingsError("Both R2_* and S3_* settings are given; keep one of the two.")
    return r2 or s3


def _r2_settings(read: _Reader) -> S3Settings | None:
    keys = read.group(("R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY", "R2_BUCKET"))
    account, endpoint = read.text("R2_ACCOUNT_ID", ""), read.address("R2_ENDPOINT_URL")
    if keys is None:
        _refuse_leftovers(read, "R2_", "R2_ACCESS_KEY_ID, R2_SECRET_ACCESS_KEY and R2_BUCKET")
        return None
    if not account and not endpoint:
        raise SettingsError("R2_ACCOUNT_ID (or R2_ENDPOINT_URL) is missing beside the other R2_* settings.")
    jurisdiction = read.choice("R2_JURISDICTION", "default", ("default", "eu", "fedramp"))
    place = "" if jurisdiction == "default" else f".{jurisdiction}"
    return S3Settings(
        endpoint_url=endpoint or f"https://{account}{place}.r2.cloudflarestorage.com",
        bucket=keys["R2_BUCKET"],
        access_key_id=keys["R2_ACCESS_KEY_ID"],
        secret_access_key=keys["R2_SECRET_ACCESS_KEY"],
        prefix=read.prefix("R2_PREFIX"),
    )


def _generic_s3_settings(read: _Reader) -> S3Settings | None:
    keys = read.group(("S3_ENDPOINT_URL", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "S3_BUCKET"))
    if keys is None:
        _refuse_leftovers(
            read, "S3_", "S3_ENDPOINT_URL, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and S3_BUCKET"
        )
        return None
    return S3Settings(
        endpoint_url=read.address("S3_ENDPOINT_URL"),
        bucket=keys["S3_BUCKET"],
        access_key_id=keys["S3_ACCESS_KEY_ID"],
        secret_access_key=keys["S3_SECRET_ACCESS_KEY"],
        region=read.text("S3_REGION", "auto"),
        addressing_style=read.choice("S3_ADDRESSING_STYLE", "path", ("path", "virtual", "auto")),
        prefix=read.prefix("S3_PREFIX"),
    )


def _refuse_leftovers(read: _Reader, prefix: str, needed: str) -> None:
    left = sorted(name for name, value in read.env.items() if name.startswith(prefix) and value.strip())
    if left:
        raise SettingsError(f"{left[0]} is given without {needed}.")


def _keys(read: _Reader, data_dir: Path) -> _Keys:
    """Keys from the environment; a machine with its own data folder makes and keeps its own."""
    given = read.group(("OXINIGHT_SECRET_KEY", "OXINIGHT_LINK_KEYS"))
    if given is not None:
        link_keys = tuple(key.strip() for key in given["OXINIGHT_LINK_KEYS"].split(","))
        keys = _Keys(given["OXINIGHT_SECRET_KEY"], link_keys)
    elif read.text("DATABASE_URL", "").startswith("postgres"):
        raise SettingsError(
            "With a database server OXINIGHT_SECRET_KEY and OXINIGHT_LINK_KEYS must be given: "
            "make them with `DATABASE_URL= flask --app app keys`."
        )
    else:
        keys = _own_keys(data_dir / "keys.json")
    return _checked(keys)


def _checked(keys: _Keys) -> _Keys:
    if len(keys.secret_key) < 32:
        raise SettingsError("OXINIGHT_SECRET_KEY must have at least 32 characters.")
    try:
        for key in keys.link_keys:
            Fernet(key)
    except ValueError as error:
        raise SettingsError("OXINIGHT_LINK_KEYS must be Fernet keys with commas between them.") from error
    return keys


def _own_keys(path: Path) -> _Keys:
    """Read this machine's keys, or make them once; the file is readable by its owner only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _keep(new_keys(), path)
        return _saved(path.read_text())
    except OSError as error:
        raise SettingsError(f"DATA_DIR cannot be used: {error.strerror}: {path}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} is damaged. Restore it: without its keys no link can be shown."
        ) from error


def _keep(keys: _Keys, path: Path) -> None:
    """Write the keys beside and give them their name when they are whole; whoever was first, wins."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".keys-") as file:  # made with mode 600
        json.dump({"secret_key": keys.secret_key, "link_keys": keys.link_keys}, file)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


def _saved(text: str) -> _Keys:
    saved = json.loads(text)
    secret_key, link_keys = saved["secret_key"], saved["link_keys"]
    if not isinstance(secret_key, str) or not link_keys or not all(isinstance(key, str) for key in link_keys):
        raise TypeError
    return _Keys(secret_key, tuple(link_keys))


def new_keys() -> _Keys:
    """Fresh random keys."""
    return _Keys(secrets.token_urlsafe(48), (Fernet.generate_key().decode(),))
