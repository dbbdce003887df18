"""The same house for each engine, with its processes; Celery with a Redis of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from access import Doctor
from context import Context
from jobs.engines import engine_of_web
from settings import Settings, new_keys
from tests.builders import add_doctor
from tests.redis_server import RedisServer
from tests.services.engines.engine import RunningEngine

ENGINES = ("embedded", "celery")


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()
    server.client.close()


@pytest.fixture(scope="module")
def engine_kind(request: pytest.FixtureRequest) -> str:
    """``celery``, unless a module says that it is about each of ``ENGINES``."""
    return str(getattr(request, "param", "celery"))


@pytest.fixture(scope="module")
def engine(
    engine_kind: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    migrated_sqlite: Path,
) -> Iterator[RunningEngine]:
    """An engine that runs, beside a web process: this one."""
    folder, keys = tmp_path_factory.mktemp(engine_kind), new_keys()
    shutil.copy(migrated_sqlite, folder / "oxinight.db")
    environment = {
        "DATA_DIR": str(folder),
        "OXINIGHT_SECRET_KEY": keys.secret_key,
        "OXINIGHT_LINK_KEYS": ",".join(keys.link_keys),
        "OXINIGHT_ENGINE": "separate",
    }
    if engine_kind == "celery":
        environment["REDIS_URL"] = request.getfixturevalue("redis_server").url
    running = RunningEngine(Context.from_settings(Settings.from_env(environment)), environment)
    bell = engine_of_web(running.ctx)
    if bell is not None:
        bell.start()
    try:
        running.start()
        yield running
    finally:
        running.end()
        if bell is not None:
            bell.stop()
        running.ctx.db.dispose()


@pytest.fixture(scope="module")
def doctor(engine: RunningEngine) -> Doctor:
    return add_doctor(engine.ctx, "ana@clinic.test", "Dr. Ana Pop", "-")
