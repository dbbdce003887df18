"""Commands for scripts and administrators: ``flask --app app …``."""

from __future__ import annotations

import functools
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError

import accounts
import installation
import intake
import patient_links
import recordings
from access import Doctor
from accounts import NewAccount
from context import Context
from db.migrate import is_current
from db.models import JobState, RecordingState
from errors import OxinightError, Refused
from intake import Receipt
from jobs import runner
from jobs.engines import run_beat, run_worker
from jobs.queues import QUEUES
from settings import new_keys
from storage_service import FolderStore, S3Store, StorageError, folder_store, s3_store, with_patience
from storage_transfer import OnProgress, Progress, TransferReport, migrate, verify
from web import context as web_context

P = ParamSpec("P")

READ_WITHIN_S, LOOK_EVERY_S = 120.0, 0.1
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

doctors = AppGroup("doctors", help="Accounts of doctors.")
nights = AppGroup("recordings", help="Recordings, without a browser.")
storage = AppGroup("storage", help="The store and its twin.")


def context() -> Context:
    """The app's context, with more patience with the store than somebody before a browser has."""
    ctx = web_context()
    return replace(ctx, store=with_patience(ctx.store, None))


def register(server: Flask) -> None:
    """Put our commands on the server."""
    for command in (doctors, nights, storage, release, worker, beat, keys):
        server.cli.add_command(command)


def speaks(command: Callable[P, None]) -> Callable[P, None]:
    """Show our errors as a sentence with status 1, not as a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (OxinightError, StorageError) as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            raise click.ClickException("The database does not answer; see DATABASE_URL.") from error

    return run


def needs_tables(command: Callable[P, None]) -> Callable[P, None]:
    """Say what to do where the database is not up to date."""

    @functools.wraps(command)
    @speaks
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        if not is_current(context().db):
            raise click.ClickException("The database is not up to date: run `flask --app app release` first.")
        command(*args, **kwargs)

    return run


@click.command()
@with_appcontext
@speaks
def release() -> None:
    """Bring the database up to date; print the set-up code while there is no admin."""
    for line in installation.prepare(context()):
        click.echo(line)


@click.command()
@click.option("--queues", "names", default="", help=f"With Celery: some of {','.join(QUEUES)}, not all.")
@click.pass_context
@with_appcontext
@needs_tables
def worker(command: click.Context, names: str) -> None:
    """Run jobs here: Celery's with REDIS_URL, else beside a web process (OXINIGHT_ENGINE=separate)."""
    queues = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := set(queues) - set(QUEUES):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: known are {', '.join(QUEUES)}.")
    if queues:
        _needs_celery("--queues belongs to the Celery engine: set REDIS_URL, or leave it out.")
    intake.read_outdated_again(context())  # an older worker may have read some since the release
    command.exit(run_worker(context(), queues, _told_to_stop()))


@click.command()
@with_appcontext
@needs_tables
def beat() -> None:
    """Ring for jobs that have come due or that nobody has heard of (with REDIS_URL)."""
    _needs_celery("Beat belongs to the Celery engine: set REDIS_URL, or do not start it.")
    run_beat(context(), _told_to_stop())


def _needs_celery(sentence: str) -> None:
    if context().settings.engine != "celery":
        raise click.ClickException(sentence)


def _told_to_stop() -> threading.Event:
    """Set when this process is asked to end."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    return over


@click.command()
def keys() -> None:
    """Print fresh keys for a server's environment."""
    fresh = new_keys()
    click.echo(f"OXINIGHT_SECRET_KEY={fresh.secret_key}\nOXINIGHT_LINK_KEYS={','.join(fresh.link_keys)}")


@doctors.command("create")
@click.argument("email")
@click.option("--name", default="", help="As patients see it.")
@click.option(
    "--password", envvar="OXINIGHT_NEW_PASSWORD", help="A random one is made and printed if none is given."
)
@needs_tables
def create_doctor(email: str, name: str, password: str | None) -> None:
    """Make a doctor's account and print it: `doctor EMAIL PASSWORD`."""
    chosen = password or secrets.token_urlsafe(12)
    account = accounts.create_account(context(), NewAccount(email, chosen, name))
    click.echo(f"doctor {account.email} {chosen if not password else '(as given)'}")


@nights.command("add")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--doctor", "email", required=True, help="Whose recordings these are.")
@click.option("--patient", help="Id of an existing patient; a new one for each file if not given.")
@click.pass_context
@needs_tables
def add_recordings(command: click.Context, files: tuple[Path, ...], email: str, patient: str | None) -> None:
    """Take in files, read them, and print each one's fate and its patient's link."""
    ctx = context()
    doctor = Doctor(accounts.find_by_email(ctx, email).id)
    if patient is not None:
        patient_links.find_patient(ctx, doctor, patient)
    fates = [_add_one(ctx, doctor, path, patient) for path in files]
    if not all(fates):
        command.exit(1)


def _add_one(ctx: Context, doctor: Doctor, path: Path, patient_id: str | None) -> bool:
    """Take in one file and say what became of it; True when its night can be looked at."""
    try:
        with path.open("rb") as file:
            receipt = intake.receive(ctx, doctor, file, path.name, patient_id=patient_id)
    except Refused as refusal:
        click.echo(f"refused\t{path.name}\t{refusal}")
        return False
    except OxinightError as error:  # not this file's fault: the next one would have to wait for it, too
        click.echo(f"failed\t{path.name}\t{error}")
        raise
    ended = receipt.job_id is None or _run_to_its_end(ctx, doctor, receipt.job_id)
    return _tell_fate(ctx, doctor, path.name, receipt, ended=ended)


def _run_to_its_end(ctx: Context, doctor: Doctor, job_id: str) -> bool:
    """Run the job, or wait for whoever was quicker; False when it took too long."""
    deadline = time.monotonic() + READ_WITHIN_S
    while time.monotonic() < deadline:
        runner.run(ctx, job_id, "command-line")
        if recordings.find_job(ctx, doctor, job_id).state in ENDED:
            return True
        time.sleep(LOOK_EVERY_S)
    return False


def _tell_fate(ctx: Context, doctor: Doctor, name: str, receipt: Receipt, *, ended: bool) -> bool:
    row = recordings.find_recording(ctx, doctor, receipt.recording_id)
    link = patient_links.current_url(ctx, row.patient) or "-"
    if row.state is RecordingState.REFUSED and row.error:
        words = f"{row.error['sentence']} {row.error['advice']}" % row.error["params"]
        click.echo(f"refused\t{name}\t{words}")
    elif receipt.elsewhere:
        click.echo(f"elsewhere\t{name}\t{link}\tThis file was there before, with another patient.")
    elif not ended or row.state is not RecordingState.READY:
        click.echo(f"waiting\t{name}\t{link}\tThe file is kept and will be read as soon as that is possible.")
    else:
        click.echo(f"{'duplicate' if receipt.duplicate else 'ready'}\t{name}\t{link}")
        return True
    return False


@storage.command("migrate")
@click.option("--to", "target", required=True, type=click.Choice(["s3", "folder"]))
@click.option("--dry-run", is_flag=True, help="Count only; write nothing.")
@click.option("--delete-source", is_flag=True, help="After all is verified, remove what was moved.")
@click.pass_context
@needs_tables
def migrate_store(command: click.Context, target: str, dry_run: bool, delete_source: bool) -> None:
    """Copy all objects into the other store: resumable, verified by SHA-256."""
    ctx = context()
    folder, bucket = _twins(ctx)
    source, goal = (folder, bucket) if target == "s3" else (bucket, folder)
    journal = ctx.settings.data_dir / f"migration-to-{target}.jsonl"
    with _progress("Objects") as show:
        report = migrate(
            source, goal, journal=journal, dry_run=dry_run, delete_source=delete_source, on_progress=show
        )
    done = () if dry_run else ("copied", "equal", "deleted")
    _tell(report, "objects", "bytes", *done)
    _name("conflict", report.conflicts)
    _name("damaged", report.damaged)
    _name("refused", report.refused)
    command.exit(report.exit_code)


@storage.command("verify")
@click.pass_context
@needs_tables
def verify_store(command: click.Context) -> None:
    """Compare what the tables say with what the store holds, by size and SHA-256."""
    ctx = context()
    report = verify(ctx.store, recordings.expected_objects(ctx))
    click.echo(f"checked {report.checked}")
    _name("missing", report.missing)
    _name("different", report.different)
    _name("unknown", report.unknown)
    command.exit(report.exit_code)


def _twins(ctx: Context) -> tuple[FolderStore, S3Store]:
    if ctx.settings.s3 is None:
        raise click.ClickException("The R2_* or S3_* settings of the bucket are needed for this.")
    return folder_store(ctx.settings), s3_store(ctx.settings.s3)


def _tell(report: TransferReport, *counts: str) -> None:
    click.echo("\n".join(f"{name} {getattr(report, name)}" for name in counts))


def _name(problem: str, keys: Sequence[str]) -> None:
    for key in keys:
        click.echo(f"{problem}\t{key}")


@contextmanager
def _progress(label: str) -> Iterator[OnProgress]:
    """A progress bar that follows a transfer's reports."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def show(progress: Progress) -> None:
            bar.length = max(progress.total, 1)
            bar.update(progress.done - bar.pos)

        yield show
