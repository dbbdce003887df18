"""Commands for scripts and administrators: each says what it did, and ends with 1 when it could not."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

import accounts
import patient_links
import recordings
from access import Doctor
from app_instance import Application, create_app
from context import Context
from db.audit import Actor
from db.migrate import is_current
from db.models import RecordingRow, RecordingState, Role
from jobs import runner
from settings import Settings
from storage_service import FolderStore, S3Store, StoreUnavailable, folder_store, s3_store
from tests.builders import (
    PASSWORD,
    Someone,
    a_night,
    changed,
    count_of,
    give,
    keys_in,
    not_a_night,
    row_of,
    work,
)
from tests.live import ROOT, clean_environment
from tests.seaweed import Seaweed, seaweed

Run = Callable[..., Result]


@pytest.fixture
def application(settings: Settings) -> Iterator[Application]:
    made = create_app(settings)
    yield made
    made.ctx.db.dispose()


@pytest.fixture
def ctx(application: Application) -> Context:
    return application.ctx


@pytest.fixture
def flask(application: Application) -> Run:
    """``flask --app app …``"""

    def run(*words: str | Path, **env: str) -> Result:
        return application.server.test_cli_runner().invoke(args=[str(word) for word in words], env=env)

    return run


@pytest.fixture
def night_file(tmp_path: Path) -> Path:
    path = tmp_path / a_night().name
    path.write_bytes(a_night().content)
    return path


class TestDoctors:
    def test_a_doctor_is_made_with_a_password_that_is_printed_once(self, flask: Run, ctx: Context) -> None:
        done = flask("doctors", "create", "Elena@clinic.test", "--name", "Dr. Elena Rusu")
        assert done.exit_code == 0
        said = re.fullmatch(r"doctor elena@clinic\.test (\S{16,})\n", done.output)
        assert said is not None
        account = accounts.log_in(ctx, "elena@clinic.test", said.group(1), Actor.visitor())
        assert (account.name, account.role) == ("Dr. Elena Rusu", Role.DOCTOR)

    def test_a_password_that_was_given_is_not_printed(self, flask: Run, ctx: Context) -> None:
        for how in (
            flask("doctors", "create", "a@clinic.test", "--password", PASSWORD),
            flask("doctors", "create", "b@clinic.test", OXINIGHT_NEW_PASSWORD=PASSWORD),
        ):
            assert how.exit_code == 0
            assert PASSWORD not in how.output
        assert accounts.log_in(ctx, "b@clinic.test", PASSWORD, Actor.visitor())

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["ana@clinic.test"], "There is an account with this e-mail address already."),
            (["not-an-address"], "is not an e-mail address"),
            (["x@clinic.test", "--password", "short"], "at least 10 characters"),
        ],
    )
    def test_what_can_not_be_done_is_told_in_a_sentence(
        self, flask: Run, ctx: Context, ana: Doctor, words: list[str], sentence: str
    ) -> None:
        done = flask("doctors", "create", *words)
        assert done.exit_code == 1
        assert done.output.startswith("Error: ")
        assert sentence in done.output
        assert count_of(ctx, "account") == 1


class TestRecordings:
    def test_a_file_is_read_and_its_patients_link_printed(
        self, flask: Run, ctx: Context, ana: Doctor, night_file: Path
    ) -> None:
        done = flask("recordings", "add", night_file, "--doctor", "ana@clinic.test")
        assert done.exit_code == 0
        state, name, link = done.output.strip().split("\t")
        assert (state, name) == ("ready", night_file.name)
        secret = link.removeprefix("http://localhost:8050/p/")
        assert patient_links.open_link(ctx, secret, None, Actor.visitor()).storage_token
        assert work(ctx) == ["render-night"]

    def test_the_same_file_again_is_a_duplicate_with_the_same_link(
        self, flask: Run, ana: Doctor, night_file: Path
    ) -> None:
        first, second = (
            flask("recordings", "add", night_file, "--doctor", "ana@clinic.test").output for _ in range(2)
        )
        assert second == first.replace("ready", "duplicate")

    def test_several_files_go_to_one_patient_and_one_that_is_refused_ends_with_1(
        self, flask: Run, ctx: Context, ana: Doctor, night_file: Path, tmp_path: Path
    ) -> None:
        patient = patient_links.create_patient(ctx, ana, "Mara")
        bad = tmp_path / "shopping.csv"
        bad.write_bytes(not_a_night().content)
        done = flask(
            "recordings", "add", bad, night_file, "--doctor", "ana@clinic.test", "--patient", patient.id
        )
        assert done.exit_code == 1
        refused, ready = done.output.splitlines()
        assert refused.startswith("refused\tshopping.csv\t")
        assert "%(" not in refused
        assert ready.startswith("ready\t")
        assert (count_of(ctx, "patient"), count_of(ctx, "recording")) == (1, 2)

    def test_one_that_is_refused_at_once_stops_nobody(
        self, flask: Run, ctx: Context, ana: Doctor, night_file: Path, tmp_path: Path
    ) -> None:
        empty = tmp_path / "empty.csv"
        empty.touch()
        done = flask("recordings", "add", empty, night_file, "--doctor", "ana@clinic.test")
        assert done.exit_code == 1
        refused, ready = done.output.splitlines()
        assert refused == (
            "refused\tempty.csv\tThis file is empty. Export the night again from the oximeter's app."
        )
        assert ready.startswith(f"ready\t{night_file.name}\t")

    def test_what_can_not_be_read_is_told_with_what_to_do(
        self, flask: Run, ctx: Context, ana: Doctor, tmp_path: Path
    ) -> None:
        bad = tmp_path / "shopping.csv"
        bad.write_bytes(not_a_night().content)
        done = flask("recordings", "add", bad, "--doctor", "ana@clinic.test")
        (row,) = recordings.list_recordings(ctx, ana)
        assert row.error is not None
        words = f"{row.error['sentence']} {row.error['advice']}" % row.error["params"]
        assert done.output == f"refused\tshopping.csv\t{words}\n"

    def test_a_store_that_is_away_ends_it_and_the_file_is_named(
        self, flask: Run, ctx: Context, ana: Doctor, night_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(*_: object, **__: object) -> None:
            raise StoreUnavailable

        monkeypatch.setattr(ctx.store, "put", down)
        done = flask("recordings", "add", night_file, "--doctor", "ana@clinic.test")
        assert done.exit_code == 1
        assert f"failed\t{night_file.name}\t" in done.output
        assert "Traceback" not in done.output

    def test_one_that_lies_with_another_patient_is_said_to(
        self, flask: Run, ctx: Context, ana: Doctor, mara: Someone, night_file: Path
    ) -> None:
        give(ctx, ana, a_night())
        done = flask("recordings", "add", night_file, "--doctor", "ana@clinic.test", "--patient", mara.id)
        assert done.exit_code == 1
        assert done.output.startswith(f"elsewhere\t{night_file.name}\t")

    def test_what_another_worker_has_begun_is_waited_for(
        self,
        flask: Run,
        ctx: Context,
        ana: Doctor,
        night_file: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        run, looked = runner.run, [0]

        def somebody_else_is_quicker(of: Context, job_id: str, worker: str) -> bool:
            looked[0] += 1
            return looked[0] > 3 and run(of, job_id, "another")

        monkeypatch.setattr("commands.runner.run", somebody_else_is_quicker)
        monkeypatch.setattr("commands.LOOK_EVERY_S", 0.001)
        done = flask("recordings", "add", night_file, "--doctor", "ana@clinic.test")
        assert (done.exit_code, looked[0]) == (0, 4)
        assert done.output.startswith("ready\t")

    def test_what_takes_too_long_is_said_to_wait(
        self, flask: Run, ctx: Context, ana: Doctor, night_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("commands.runner.run", lambda *_: False)
        monkeypatch.setattr("commands.READ_WITHIN_S", 0.05)
        monkeypatch.setattr("commands.LOOK_EVERY_S", 0.001)
        done = flask("recordings", "add", night_file, "--doctor", "ana@clinic.test")
        assert done.exit_code == 1
        assert done.output.startswith(f"waiting\t{night_file.name}\t")

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["--doctor", "nobody@clinic.test"], "There is no account"),
            (["--doctor", "ana@clinic.test", "--patient", "nobody"], "cannot find"),
        ],
    )
    def test_an_unknown_doctor_or_patient_is_told(
        self, flask: Run, ctx: Context, ana: Doctor, night_file: Path, words: list[str], sentence: str
    ) -> None:
        done = flask("recordings", "add", night_file, *words)
        assert done.exit_code == 1
        assert sentence in done.output
        assert keys_in(ctx) == []


class TestRelease:
    def test_it_makes_the_tables_and_prints_a_code_until_there_is_an_admin(
        self, tmp_path: Path, environment: dict[str, str]
    ) -> None:
        fresh = environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}"}
        application = create_app(Settings.from_env(fresh))
        runner, ctx = application.server.test_cli_runner(), application.ctx
        done = runner.invoke(args=["release"], catch_exceptions=False)
        said = done.output
        assert is_current(ctx.db)
        code = re.fullmatch(r"setup http://localhost:8050/setup code (\S+)\n", said)
        assert code is not None
        new = accounts.NewAccount("elena@clinic.test", PASSWORD)
        accounts.create_first_admin(ctx, code.group(1), new, Actor.visitor())
        assert runner.invoke(args=["release"]).output == ""
        ctx.db.dispose()


@pytest.mark.parametrize(
    "words",
    [
        ["doctors", "create", "ana@clinic.test"],
        ["recordings", "add", __file__, "--doctor", "ana@clinic.test"],
        ["storage", "verify"],
        ["worker"],
        ["beat"],
    ],
)
def test_before_the_tables_are_made_each_command_says_how_to_make_them(
    tmp_path: Path, environment: dict[str, str], words: list[str]
) -> None:
    fresh = environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.db'}"}
    application = create_app(Settings.from_env(fresh))
    done = application.server.test_cli_runner().invoke(args=words)
    assert done.exit_code == 1
    assert done.output == ("Error: The database is not up to date: run `flask --app app release` first.\n")
    application.ctx.db.dispose()


def test_a_database_that_does_not_answer_is_a_sentence(tmp_path: Path, environment: dict[str, str]) -> None:
    away = environment | {"DATABASE_URL": f"postgresql://nobody@/nights?host={tmp_path}"}
    application = create_app(Settings.from_env(away))
    done = application.server.test_cli_runner().invoke(args=["storage", "verify"])
    assert (done.exit_code, done.output) == (1, "Error: The database does not answer; see DATABASE_URL.\n")


class TestCelerysCommands:
    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (["beat"], "Beat belongs to the Celery engine: set REDIS_URL"),
            (["worker", "--queues", "fast"], "--queues belongs to the Celery engine: set REDIS_URL"),
            (["worker", "--queues", "fast,slow"], "slow: known are fast, render, ocr."),
        ],
    )
    def test_they_are_refused_where_there_is_no_broker(
        self, flask: Run, words: list[str], sentence: str
    ) -> None:
        done = flask(*words)
        assert done.exit_code != 0
        assert sentence in done.output


class TestKeys:
    def test_fresh_keys_are_good_settings(self, flask: Run, tmp_path: Path) -> None:
        given = dict(line.split("=", 1) for line in flask("keys").output.splitlines())
        settings = Settings.from_env({"DATA_DIR": str(tmp_path), **given})
        assert settings.secret_key == given["OXINIGHT_SECRET_KEY"]
        assert flask("keys").output != flask("keys").output

    def test_they_can_be_made_where_only_the_database_server_is_set(self, tmp_path: Path) -> None:
        """As the refusal advises; in a process of its own, as an administrator would."""
        env = clean_environment(DATA_DIR=str(tmp_path), DATABASE_URL="postgresql://db/nights")
        refused = run_flask(env, "keys")
        assert refused.returncode == 1
        assert "DATABASE_URL= flask --app app keys" in refused.stderr
        made = run_flask(env | {"DATABASE_URL": ""}, "keys")
        assert made.returncode == 0, made.stderr
        assert "OXINIGHT_LINK_KEYS=" in made.stdout


def run_flask(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class TestVerifying:
    def test_a_store_that_agrees_with_the_tables_is_good(self, flask: Run, ctx: Context, ana: Doctor) -> None:
        give(ctx, ana, a_night())
        work(ctx)
        done = flask("storage", "verify")
        assert (done.exit_code, done.output) == (0, "checked 3\n")

    def test_what_is_missing_different_or_unknown_is_named(
        self, flask: Run, ctx: Context, ana: Doctor
    ) -> None:
        recording_id = give(ctx, ana, a_night()).recording_id
        work(ctx)
        row = row_of(ctx, recording_id)
        picture = row.documents[0].object_key
        ctx.store.delete(row.object_key)
        ctx.store.put(picture, b"x" * row.documents[0].size, content_type="image/png")
        ctx.store.put("stray/csvs/x.csv", b"x", content_type="text/csv")
        done = flask("storage", "verify")
        assert done.exit_code == 1
        assert done.output.splitlines() == [
            "checked 3",
            f"missing\t{row.object_key}",
            f"different\t{picture}",
            "unknown\tstray/csvs/x.csv",
        ]


@pytest.fixture(scope="module")
def server() -> Iterator[Seaweed]:
    with seaweed() as running:
        yield running


class TestMigrating:
    """Between a folder and a real S3 server, and back."""

    @pytest.fixture
    def environment(self, environment: dict[str, str], server: Seaweed, tmp_path: Path) -> dict[str, str]:
        return environment | {
            "S3_ENDPOINT_URL": server.endpoint_url,
            "S3_BUCKET": server.bucket,
            "S3_ACCESS_KEY_ID": server.access_key_id,
            "S3_SECRET_ACCESS_KEY": server.secret_access_key,
            "S3_PREFIX": f"clinic-{tmp_path.name}",
        }

    @pytest.fixture
    def twins(self, settings: Settings) -> tuple[FolderStore, S3Store]:
        assert settings.s3 is not None
        return folder_store(settings), s3_store(settings.s3)

    @pytest.fixture
    def keys(self, ctx: Context, ana: Doctor, twins: tuple[FolderStore, S3Store]) -> list[str]:
        """Two nights that were taken in while the folder was the store."""
        bucket, ctx.store = ctx.store, twins[0]
        for seed in (1, 2):
            give(ctx, ana, a_night(seed))
        work(ctx)
        ctx.store = bucket
        return [stored.key for stored in twins[0].list()]

    def test_to_s3_and_back_nothing_is_lost(
        self, flask: Run, ctx: Context, keys: list[str], twins: tuple[FolderStore, S3Store]
    ) -> None:
        folder, bucket = twins
        assert len(keys) == 6
        assert flask("storage", "verify").exit_code == 1, "the bucket has nothing yet"

        counted = flask("storage", "migrate", "--to", "s3", "--dry-run")
        assert counted.exit_code == 0
        size = sum(stored.size for stored in folder.list())
        assert counted.stdout == f"objects 6\nbytes {size}\n", (
            "nothing was done, so nothing is counted as done"
        )
        assert list(bucket.list()) == []

        moved = flask("storage", "migrate", "--to", "s3", "--delete-source")
        assert moved.exit_code == 0, moved.output
        assert "copied 6" in moved.output
        assert "deleted 6" in moved.output
        assert list(folder.list()) == []
        assert flask("storage", "verify").exit_code == 0

        again = flask("storage", "migrate", "--to", "s3")
        assert (again.exit_code, "copied 0" in again.output) == (0, True)

        back = flask("storage", "migrate", "--to", "folder")
        assert back.exit_code == 0, back.output
        assert [stored.key for stored in folder.list()] == keys
        assert flask("storage", "migrate", "--to", "folder").output.count("equal 6") == 1

    def test_a_conflict_is_named_and_nothing_is_overwritten(
        self, flask: Run, keys: list[str], twins: tuple[FolderStore, S3Store]
    ) -> None:
        folder, bucket = twins
        bucket.put(keys[0], b"something else", content_type="text/csv")
        done = flask("storage", "migrate", "--to", "s3", "--delete-source")
        assert done.exit_code == 1
        assert f"conflict\t{keys[0]}" in done.output
        assert bucket.get(keys[0]) == b"something else"
        assert [stored.key for stored in folder.list()] == keys, "nothing is deleted then"


def test_without_a_bucket_there_is_nothing_to_move_to(flask: Run) -> None:
    done = flask("storage", "migrate", "--to", "s3")
    assert done.exit_code == 1
    assert "R2_* or S3_* settings" in done.output


def test_a_worker_beside_the_web_process_does_the_jobs_and_ends_when_asked(
    ctx: Context, ana: Doctor, environment: dict[str, str]
) -> None:
    outdated = give(ctx, ana, a_night(2))
    work(ctx)
    with changed(ctx, RecordingRow, outdated.recording_id) as row:
        row.analysis_version = None
    receipt = give(ctx, ana, a_night())
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"],
        cwd=ROOT,
        env=clean_environment(**environment),
    )
    try:
        deadline = time.monotonic() + 60
        while not row_of(ctx, receipt.recording_id).documents:
            assert time.monotonic() < deadline, "the worker did nothing"
            assert process.poll() is None, "the worker ended"
            time.sleep(0.05)
        while row_of(ctx, outdated.recording_id).shown_state is not RecordingState.READY:
            assert time.monotonic() < deadline, "the worker left what an older version read"
            time.sleep(0.05)
    finally:
        process.terminate()
    assert process.wait(30) == 0
