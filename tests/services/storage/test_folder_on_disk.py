"""What the folder twin does on the disk: crashes, links, backups and two people at once."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage_service import FolderStore, InvalidKey, ObjectExists, ObjectMissing, StoreUnavailable
from tests.services.storage.conftest import SIGN_KEY

KEY = "tok3n/csvs/17-night.csv"
CSV = "text/csv; charset=utf-8"


@pytest.fixture
def root(folder: FolderStore, tmp_path: Path) -> Path:
    return tmp_path / "objects"


def on_disk(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


class BrokenSource:
    """Gives a little, then fails as a torn upload does."""

    def __init__(self) -> None:
        self.given = False

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        if self.given:
            raise RuntimeError("torn")
        self.given = True
        return b"half of it"


def test_nothing_is_written_before_the_first_put(folder: FolderStore, root: Path) -> None:
    assert not folder.exists(KEY)
    assert list(folder.list()) == []
    assert not root.exists()


def test_an_object_is_a_file_where_its_key_says(folder: FolderStore, root: Path) -> None:
    folder.put(KEY, b"night", content_type=CSV)

    assert (root / KEY).read_bytes() == b"night"
    assert on_disk(root) == {KEY, "tok3n/csvs/.17-night.csv.json"}


def test_files_are_readable_by_their_owner_only(folder: FolderStore, root: Path) -> None:
    folder.put(KEY, b"night", content_type=CSV)

    assert (root / KEY).stat().st_mode & 0o077 == 0


def test_a_torn_source_leaves_the_old_object_and_nothing_else(folder: FolderStore, root: Path) -> None:
    folder.put(KEY, b"old", content_type=CSV)

    with pytest.raises(RuntimeError, match="torn"):
        folder.put(KEY, BrokenSource(), content_type=CSV)  # type: ignore[arg-type]

    assert folder.get(KEY) == b"old"
    assert on_disk(root) == {KEY, "tok3n/csvs/.17-night.csv.json"}


def test_what_a_crash_left_behind_is_never_listed_and_goes_after_a_day(
    folder: FolderStore, root: Path
) -> None:
    (root / ".incoming").mkdir(parents=True)
    old, fresh = root / ".incoming" / "old", root / ".incoming" / "fresh"
    for left in (old, fresh):
        left.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    assert list(folder.list()) == []

    folder.put(KEY, b"night", content_type=CSV)

    assert [found.key for found in folder.list()] == [KEY]
    assert (old.exists(), fresh.exists()) == (False, True)


def test_an_object_without_its_dot_file_is_hashed(folder: FolderStore, root: Path) -> None:
    stored = folder.put(KEY, b"night", content_type=CSV)
    (root / "tok3n/csvs/.17-night.csv.json").unlink()

    assert folder.head(KEY).sha256 == stored.sha256
    assert folder.head(KEY).content_type == CSV


@pytest.mark.parametrize("nonsense", [b"", b"{", b"[]", b'{"sha256": 1}', b"\xff"])
def test_a_damaged_dot_file_is_not_believed(folder: FolderStore, root: Path, nonsense: bytes) -> None:
    stored = folder.put(KEY, b"night", content_type=CSV)
    (root / "tok3n/csvs/.17-night.csv.json").write_bytes(nonsense)

    assert folder.head(KEY).sha256 == stored.sha256


def test_an_object_changed_behind_our_back_has_the_hash_of_what_it_is(
    folder: FolderStore, root: Path
) -> None:
    stored = folder.put(KEY, b"night", content_type=CSV)
    (root / KEY).write_bytes(b"NIGHT")

    assert folder.head(KEY).sha256 != stored.sha256


def test_a_folder_restored_from_a_backup_keeps_hashes_and_types(folder: FolderStore, root: Path) -> None:
    stored = folder.put("tok3n/binaries/17.vld", b"\x03", content_type="application/x-viatom")
    shutil.copytree(root, root.with_name("restored"))

    restored = FolderStore(root.with_name("restored"), sign_key=SIGN_KEY).head("tok3n/binaries/17.vld")

    assert (restored.sha256, restored.content_type) == (stored.sha256, "application/x-viatom")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    secret = tmp_path / "outside"
    secret.mkdir()
    (secret / "secret.csv").write_bytes(b"secret")
    return secret


def test_a_link_is_no_object(folder: FolderStore, root: Path, outside: Path) -> None:
    folder.put(KEY, b"night", content_type=CSV)
    (root / "tok3n/csvs/link.csv").symlink_to(outside / "secret.csv")

    with pytest.raises(InvalidKey):
        folder.get("tok3n/csvs/link.csv")
    with pytest.raises(InvalidKey):
        folder.put("tok3n/csvs/link.csv", b"x", content_type=CSV)
    assert [found.key for found in folder.list()] == [KEY]
    assert (outside / "secret.csv").read_bytes() == b"secret"


def test_a_linked_folder_leads_nowhere(folder: FolderStore, root: Path, outside: Path) -> None:
    folder.put(KEY, b"night", content_type=CSV)
    (root / "evil").symlink_to(outside)

    for ask in (folder.get, folder.head, folder.delete):
        with pytest.raises(InvalidKey):
            ask("evil/secret.csv")
    with pytest.raises(InvalidKey):
        list(folder.list("evil/"))
    assert folder.delete_prefix("tok3n") == 1
    assert (outside / "secret.csv").exists()


def test_the_last_object_takes_its_empty_folders_with_it(folder: FolderStore, root: Path) -> None:
    folder.put(KEY, b"night", content_type=CSV)
    folder.put("tok3n/plots/17.png", b"png", content_type="image/png")

    folder.delete(KEY)
    assert not (root / "tok3n/csvs").exists()
    folder.delete_prefix("tok3n")
    assert not (root / "tok3n").exists()
    assert root.exists()


def test_a_key_cannot_lie_within_an_object(folder: FolderStore) -> None:
    folder.put(KEY, b"night", content_type=CSV)

    for crooked in (f"{KEY}/deeper", f"{KEY}/deeper/still", "tok3n/csvs"):
        with pytest.raises((InvalidKey, ObjectExists)):
            folder.put(crooked, b"x", content_type=CSV)
    assert folder.get(KEY) == b"night"


def test_a_full_disk_is_store_unavailable_and_leaves_nothing(
    folder: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("stores.folder.os.fsync", full)

    with pytest.raises(StoreUnavailable) as refusal:
        folder.put(KEY, b"night", content_type=CSV)

    assert refusal.value.params["code"] == "ENOSPC"
    assert on_disk(root) == set()


def test_a_put_during_deletions_of_its_neighbours_succeeds(folder: FolderStore) -> None:
    done = threading.Event()

    def come_and_go() -> None:
        while not done.is_set():
            folder.put("tok3n/csvs/other.csv", b"x", content_type=CSV)
            folder.delete("tok3n/csvs/other.csv")

    with ThreadPoolExecutor(2) as pool:
        others = [pool.submit(come_and_go) for _ in range(2)]
        try:
            for number in range(60):
                folder.put(f"tok3n/csvs/{number}.csv", b"mine", content_type=CSV)
                assert folder.get(f"tok3n/csvs/{number}.csv") == b"mine"
                folder.delete(f"tok3n/csvs/{number}.csv")
        finally:
            done.set()
        for other in others:
            other.result()


def test_a_reader_sees_the_old_object_or_the_new_one(folder: FolderStore) -> None:
    versions = {bytes([letter]) * 200_000 for letter in b"ab"}
    folder.put(KEY, b"a" * 200_000, content_type=CSV)

    def write() -> Iterator[None]:
        for _ in range(20):
            for version in sorted(versions):
                folder.put(KEY, version, content_type=CSV)
                yield

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [*write()])
        while not writing.done():
            assert folder.get(KEY) in versions
        writing.result()


def test_an_object_open_for_reading_survives_its_deletion(folder: FolderStore) -> None:
    folder.put(KEY, b"night", content_type=CSV)

    with folder.open(KEY) as stream:
        folder.delete(KEY)
        assert stream.read() == b"night"
    with pytest.raises(ObjectMissing):
        folder.get(KEY)
