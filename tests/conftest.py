"""The house that most tests are in: database, folder of objects, two doctors, a patient with a link."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from plotly.graph_objects import Figure

import accounts
import patient_links
from access import Doctor
from context import Context
from settings import Settings, new_keys
from tests.builders import PASSWORD, Someone, add_doctor, add_someone
from tests.databases import Postgres, migrated_file, postgres

QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_file(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """``sqlite``, unless a test says ``tests.databases.BOTH``."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path
) -> Iterator[str]:
    """A database of this test's own, with all its tables."""
    if database_kind == "postgres":
        server = request.getfixturevalue("postgres_server")
        assert isinstance(server, Postgres)
        with server.new_database() as url:
            yield url
    else:
        shutil.copy(migrated_sqlite, tmp_path / "oxinight.db")
        yield f"sqlite:///{tmp_path / 'oxinight.db'}"


@pytest.fixture
def environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    """What the environment says."""
    keys = new_keys()
    return {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url,
        "OXINIGHT_SECRET_KEY": keys.secret_key,
        "OXINIGHT_LINK_KEYS": ",".join(keys.link_keys),
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return Settings.from_env(environment)


@pytest.fixture
def ctx(settings: Settings) -> Iterator[Context]:
    """The context of a process that runs no jobs by itself: tests say ``work(ctx)``."""
    made = Context.from_settings(settings)
    yield made
    made.db.dispose()


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords and PINs are hashed as always, without the effort that is meant to be slow."""
    monkeypatch.setattr(accounts, "_hasher", QUICK_HASHER)
    accounts._nobodys_hash.cache_clear()
    monkeypatch.setattr(patient_links, "_hasher", QUICK_HASHER)


class QuickPictures:
    """Stands in for the browser that draws: the bytes say which figure they are of.

    ``meanwhile`` happens once, while the next picture is being drawn.
    """

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] | None = None

    def render_png(self, figure: Figure, *, width: int, height: int) -> bytes:
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        return PNG + str(figure.to_json()).encode()


@pytest.fixture(autouse=True)
def quick_pictures(monkeypatch: pytest.MonkeyPatch) -> QuickPictures:
    """Jobs that run in the tests' own process draw without a browser; worker processes have one."""
    pictures = QuickPictures()
    monkeypatch.setattr("jobs.tasks.renderer", lambda: pictures)
    return pictures


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Of ``PASSWORD``, made once."""
    return QUICK_HASHER.hash(PASSWORD)


@pytest.fixture
def ana(ctx: Context, password_hash: str) -> Doctor:
    """A doctor."""
    return add_doctor(ctx, "ana@clinic.test", "Dr. Ana Pop", password_hash)


@pytest.fixture
def radu(ctx: Context, password_hash: str) -> Doctor:
    """Another doctor, who has no business with Ana's patients."""
    return add_doctor(ctx, "radu@clinic.test", "Dr. Radu Ionescu", password_hash)


@pytest.fixture
def mara(ctx: Context, ana: Doctor) -> Someone:
    """Ana's patient, with an open link."""
    return add_someone(ctx, ana, "Mara B., room 12")
