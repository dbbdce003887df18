"""Moving from one twin to the other, whatever happens on the way, and checking what is there."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import pytest

from storage_service import (
    FolderStore,
    ObjectStore,
    S3Store,
    StoredObject,
    StoreUnavailable,
    content_sha256,
)
from storage_transfer import (
    ExpectedObject,
    JournalRefused,
    Outcome,
    Progress,
    StoresOverlap,
    migrate,
    verify,
)
from tests.seaweed import Seaweed
from tests.services.storage.conftest import SIGN_KEY

CSV = "text/csv; charset=utf-8"
Both = Callable[[str], ObjectStore]


class Pulled(Exception):
    """Somebody pulled the plug."""


def pull_after(count: int) -> Callable[[Progress], None]:
    def watch(progress: Progress) -> None:
        if progress.done == count:
            raise Pulled

    return watch


def fill(store: ObjectStore, count: int = 12) -> dict[str, str]:
    """So many objects of two patients; returns their hashes."""
    for number in range(count):
        content = f"night {number}\n".encode() * (1 + 40 * number)
        store.put(f"tok{number % 2}/csvs/{number:03}.csv", content, content_type=CSV)
    return hashes(store)


def hashes(store: ObjectStore) -> dict[str, str]:
    return {found.key: content_sha256(store, found.key) for found in store.list()}


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "moves" / "journal.jsonl"


@pytest.mark.parametrize(("here", "there"), [("folder", "bucket"), ("bucket", "folder")])
def test_everything_arrives_with_its_hash_and_type(
    made_of: Both, journal: Path, here: str, there: str
) -> None:
    source, target = made_of(here), made_of(there)
    held = fill(source)
    source.put("tok0/binaries/1.vld", b"\x03", content_type="application/x-viatom")

    report = migrate(source, target, journal=journal)

    assert (report.objects, report.copied, report.ok, report.exit_code) == (13, 13, True, 0)
    assert report.copied_bytes == report.bytes == sum(found.size for found in source.list())
    assert hashes(target) == hashes(source)
    assert hashes(source).items() > held.items()
    assert target.head("tok0/binaries/1.vld").content_type == "application/x-viatom"
    assert target.head("tok0/binaries/1.vld").sha256 == hashlib.sha256(b"\x03").hexdigest()


def test_there_and_back_again_is_the_same(folder: FolderStore, bucket: S3Store, tmp_path: Path) -> None:
    held = fill(folder)
    home = FolderStore(tmp_path / "home", sign_key=SIGN_KEY)

    migrate(folder, bucket, journal=tmp_path / "there.jsonl")
    migrate(bucket, home, journal=tmp_path / "back.jsonl")

    assert hashes(home) == held


def test_a_dry_run_counts_and_writes_nothing(folder: FolderStore, bucket: S3Store, journal: Path) -> None:
    fill(folder)

    report = migrate(folder, bucket, journal=journal, dry_run=True)

    assert (report.objects, report.bytes) == (12, sum(found.size for found in folder.list()))
    assert (report.copied, report.dry_run, report.ok) == (0, True, True)
    assert list(bucket.list()) == []
    assert not journal.exists()


def test_progress_tells_every_object_and_how_far(folder: FolderStore, bucket: S3Store, journal: Path) -> None:
    fill(folder, 5)
    seen: list[Progress] = []

    migrate(folder, bucket, journal=journal, on_progress=seen.append)

    assert [progress.done for progress in seen] == [1, 2, 3, 4, 5]
    assert {progress.total for progress in seen} == {5}
    assert {progress.outcome for progress in seen} == {Outcome.COPIED}
    assert seen[-1].done_bytes == seen[-1].total_bytes == sum(found.size for found in folder.list())


def test_an_interrupted_move_goes_on_where_it_stopped(
    folder: FolderStore, bucket: S3Store, journal: Path
) -> None:
    held = fill(folder)

    with pytest.raises(Pulled):
        migrate(folder, bucket, journal=journal, on_progress=pull_after(5))
    assert len(list(bucket.list())) == 5
    report = migrate(folder, bucket, journal=journal)

    assert (report.equal, report.copied, report.ok) == (5, 7, True)
    assert hashes(bucket) == held


def test_a_second_run_copies_nothing_and_reads_no_content(
    folder: FolderStore, bucket: S3Store, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder)
    migrate(folder, bucket, journal=journal)
    monkeypatch.setattr(FolderStore, "open", lambda *_: pytest.fail("read"))
    monkeypatch.setattr(S3Store, "open", lambda *_: pytest.fail("read"))

    report = migrate(folder, bucket, journal=journal)

    assert (report.equal, report.copied, report.ok) == (12, 0, True)


def test_without_its_journal_a_second_run_compares_the_contents(
    folder: FolderStore, bucket: S3Store, journal: Path
) -> None:
    fill(folder)
    migrate(folder, bucket, journal=journal)
    journal.unlink()

    report = migrate(folder, bucket, journal=journal)

    assert (report.equal, report.copied, report.ok) == (12, 0, True)


MOVE = """
import json, sys, time
from pathlib import Path
from typing import IO, Any
from storage_service import FolderStore, S3Store
from storage_transfer import migrate
given = json.loads(sys.argv[1])
folder = FolderStore(Path(given["folder"]), sign_key=given["sign_key"])
bucket = S3Store(**given["bucket"])
here, there = (folder, bucket) if given["to"] == "bucket" else (bucket, folder)

def tell(seen):
    print(seen.done, flush=True)
    if seen.done == 50:
        time.sleep(60)  # a slow test must not let it finish

migrate(here, there, journal=Path(given["journal"]), on_progress=tell)
"""


@pytest.mark.parametrize("to", ["bucket", "folder"])
def test_a_killed_move_is_taken_up_and_finished(
    place: Seaweed, made_of: Both, journal: Path, tmp_path: Path, to: str
) -> None:
    source, target = made_of("folder" if to == "bucket" else "bucket"), made_of(to)
    held = fill(source, 60)
    settings = {name: value for name, value in asdict(place).items() if name not in ("pid", "log")}
    given = {
        "folder": str(tmp_path / "objects"),
        "sign_key": SIGN_KEY,
        "bucket": settings,
        "journal": str(journal),
        "to": to,
    }

    with subprocess.Popen(
        [sys.executable, "-c", MOVE, json.dumps(given)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as mover:
        assert mover.stdout is not None
        for line in mover.stdout:
            if int(line) == 20:
                mover.send_signal(signal.SIGKILL)
                break
    assert mover.returncode == -signal.SIGKILL
    arrived = {found.key for found in target.list()}
    assert 20 <= len(arrived) < 60
    assert all(content_sha256(target, key) == held[key] for key in arrived)

    report = migrate(source, target, journal=journal)

    assert report.ok
    assert report.equal + report.copied == 60
    assert report.equal >= 20
    assert hashes(target) == hashes(source) == held


@pytest.mark.parametrize("torn", [b'{"key": "tok0/csvs/0', b"\x00\x00\n", b"[]\n", b'{"key": 1}'])
def test_a_torn_last_line_of_the_journal_is_tolerated(
    folder: FolderStore, bucket: S3Store, journal: Path, torn: bytes
) -> None:
    held = fill(folder)
    with pytest.raises(Pulled):
        migrate(folder, bucket, journal=journal, on_progress=pull_after(5))
    with journal.open("ab") as file:
        file.write(torn)

    report = migrate(folder, bucket, journal=journal)

    assert (report.equal, report.copied) == (5, 7)
    assert hashes(bucket) == held
    title, *lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert title.keys() == {"from", "to"}
    assert sorted(line["key"] for line in lines) == sorted(held)


def test_what_changed_since_the_last_run_is_looked_at_again(
    folder: FolderStore, bucket: S3Store, journal: Path
) -> None:
    fill(folder, 3)
    migrate(folder, bucket, journal=journal)
    folder.put("tok0/csvs/000.csv", b"drawn again", content_type=CSV)
    bucket.delete("tok1/csvs/001.csv")

    report = migrate(folder, bucket, journal=journal)

    assert report.conflicts == ("tok0/csvs/000.csv",)
    assert (report.equal, report.copied) == (1, 1)


def test_another_content_in_the_target_is_a_conflict_and_stays(
    folder: FolderStore, bucket: S3Store, journal: Path
) -> None:
    fill(folder, 4)
    bucket.put("tok1/csvs/001.csv", b"somebody else's", content_type=CSV)

    report = migrate(folder, bucket, journal=journal, delete_source=True)

    assert report.conflicts == ("tok1/csvs/001.csv",)
    assert (report.copied, report.ok, report.exit_code, report.deleted) == (3, False, 1, 0)
    assert bucket.get("tok1/csvs/001.csv") == b"somebody else's"
    assert len(list(folder.list())) == 4


def test_what_does_not_come_back_as_it_was_sent_is_not_counted_and_not_kept(
    folder: FolderStore, bucket: S3Store, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, 3)
    honest = S3Store.open
    monkeypatch.setattr(
        S3Store, "open", lambda store, key: honest(store, key if "001" not in key else "tok0/csvs/000.csv")
    )

    report = migrate(folder, bucket, journal=journal, delete_source=True)

    assert (report.damaged, report.copied, report.exit_code) == (("tok1/csvs/001.csv",), 2, 1)
    assert len(list(folder.list())) == 3
    assert not bucket.exists("tok1/csvs/001.csv")


def test_a_source_that_rotted_is_not_passed_on_as_sound(
    folder: FolderStore, bucket: S3Store, journal: Path, place: Seaweed
) -> None:
    bucket.put("tok0/csvs/000.csv", b"night", content_type=CSV)
    bucket._client().put_object(
        Bucket=place.bucket,
        Key=f"{place.prefix}/tok0/csvs/000.csv",
        Body=b"NIGHT",
        Metadata={"sha256": hashlib.sha256(b"night").hexdigest()},
    )

    report = migrate(bucket, folder, journal=journal)

    assert report.damaged == ("tok0/csvs/000.csv",)
    assert list(folder.list()) == []


def test_a_foreign_key_is_reported_and_the_rest_moves(
    folder: FolderStore, bucket: S3Store, journal: Path, place: Seaweed
) -> None:
    fill(bucket, 2)
    bucket._client().put_object(Bucket=place.bucket, Key=f"{place.prefix}/a b/ș.txt", Body=b"x")

    report = migrate(bucket, folder, journal=journal)

    assert report.refused == ("a b/ș.txt",)
    assert (report.copied, report.ok) == (2, False)


def test_the_source_is_kept_unless_asked(folder: FolderStore, bucket: S3Store, journal: Path) -> None:
    held = fill(folder)

    assert migrate(folder, bucket, journal=journal).deleted == 0
    assert hashes(folder) == held


def test_the_source_is_emptied_when_asked_and_all_arrived(
    folder: FolderStore, bucket: S3Store, journal: Path
) -> None:
    held = fill(folder)
    migrate(folder, bucket, journal=journal)

    report = migrate(folder, bucket, journal=journal, delete_source=True)

    assert report.deleted == 12
    assert list(folder.list()) == []
    assert hashes(bucket) == held


def test_an_object_that_is_gone_from_the_target_is_not_deleted_from_the_source(
    folder: FolderStore, bucket: S3Store, journal: Path
) -> None:
    fill(folder, 3)

    def steal(progress: Progress) -> None:
        if progress.done == progress.total:
            bucket.delete("tok0/csvs/000.csv")

    report = migrate(folder, bucket, journal=journal, delete_source=True, on_progress=steal)

    assert report.deleted == 2
    assert [found.key for found in folder.list()] == ["tok0/csvs/000.csv"]


def test_a_store_that_goes_down_stops_the_move_which_can_go_on_later(
    folder: FolderStore, bucket: S3Store, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = fill(folder, 6)
    honest = S3Store.put

    def put(store: S3Store, key: str, source: bytes | IO[bytes], **how: Any) -> StoredObject:
        if key.endswith("002.csv"):
            raise StoreUnavailable(code="SlowDown")
        return honest(store, key, source, **how)

    with monkeypatch.context() as down:
        down.setattr(S3Store, "put", put)
        with pytest.raises(StoreUnavailable):
            migrate(folder, bucket, journal=journal)

    assert migrate(folder, bucket, journal=journal).ok
    assert hashes(bucket) == held


def test_a_journal_of_another_move_is_refused(folder: FolderStore, bucket: S3Store, journal: Path) -> None:
    fill(folder, 2)
    migrate(folder, bucket, journal=journal)

    with pytest.raises(JournalRefused):
        migrate(bucket, folder, journal=journal)


def test_two_moves_do_not_share_a_journal(folder: FolderStore, bucket: S3Store, journal: Path) -> None:
    fill(folder, 2)

    def begin_again(_: Progress) -> None:
        with pytest.raises(JournalRefused):
            migrate(folder, bucket, journal=journal)

    assert migrate(folder, bucket, journal=journal, on_progress=begin_again).ok


def test_a_store_is_not_moved_into_itself(folder: FolderStore, tmp_path: Path, journal: Path) -> None:
    held = fill(folder, 2)

    for target in (tmp_path / "objects", tmp_path / "objects" / "within", tmp_path):
        with pytest.raises(StoresOverlap):
            migrate(folder, FolderStore(target, sign_key=SIGN_KEY), journal=journal, delete_source=True)

    assert hashes(folder) == held


def expected(store: ObjectStore) -> list[ExpectedObject]:
    return [ExpectedObject(found.key, found.size, content_sha256(store, found.key)) for found in store.list()]


def test_a_store_that_is_as_its_rows_say_is_found_right(store: ObjectStore) -> None:
    fill(store, 4)

    report = verify(store, expected(store))

    assert (report.checked, report.ok, report.exit_code) == (4, True, 0)
    assert report.missing == report.different == report.unknown == ()


def test_missing_different_and_unknown_objects_are_found(store: ObjectStore) -> None:
    fill(store, 5)
    rows = expected(store)
    store.delete("tok0/csvs/000.csv")
    store.put("tok1/csvs/001.csv", b"NIGHT 1\n" * 41, content_type=CSV)  # the same size
    store.put("tok0/csvs/002.csv", b"short", content_type=CSV)
    store.put("tok0/csvs/new.csv", b"no row", content_type=CSV)

    report = verify(store, iter(rows))

    assert report.missing == ("tok0/csvs/000.csv",)
    assert set(report.different) == {"tok1/csvs/001.csv", "tok0/csvs/002.csv"}
    assert report.unknown == ("tok0/csvs/new.csv",)
    assert (report.ok, report.exit_code) == (False, 1)


def test_an_object_without_a_row_is_named_but_no_fault(store: ObjectStore) -> None:
    fill(store, 2)

    report = verify(store, expected(store)[:1])

    assert len(report.unknown) == 1
    assert report.ok


def test_verifying_reads_the_content_and_trusts_no_notes(folder: FolderStore, tmp_path: Path) -> None:
    fill(folder, 1)
    rows = expected(folder)
    path = tmp_path / "objects" / "tok0/csvs/000.csv"
    before = path.stat()
    path.write_bytes(path.read_bytes().upper())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert folder.head("tok0/csvs/000.csv").sha256 == rows[0].sha256

    assert verify(folder, rows).different == ("tok0/csvs/000.csv",)


def test_verifying_tells_its_progress(store: ObjectStore) -> None:
    fill(store, 3)
    seen: list[Progress] = []

    verify(store, expected(store), on_progress=seen.append)

    assert [progress.done for progress in seen] == [1, 2, 3]
    assert {progress.total for progress in seen} == {3}
