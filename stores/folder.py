"""The folder twin: ``{root}/{key}``, and beside each object a dot file that says what it is.

No key has a segment that begins with a dot, so the dot files and what a crash may leave in ``.incoming``
are never taken for objects. A dot file is believed only while the object's inode, size and time of change
are those that it names; otherwise the content is hashed again. An object does not depend on its dot file.
"""

from __future__ import annotations

import errno
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from stores.base import ObjectStore, StoredObject, clamped_expiry
from stores.errors import InvalidKey, ObjectExists, ObjectMissing, StorageError, StoreUnavailable
from stores.names import (
    check_key,
    check_prefix,
    content_disposition,
    content_type_of,
    folder_prefix,
    is_segment,
)
from stores.signing import SignedClaim, Signer
from stores.streams import digest, rewound

_INCOMING = ".incoming"
_LEFT_OVER_S = 24 * 3600
_PLACE_TRIES = 20


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file that a signature opens, with the headers that go with it."""

    path: Path
    key: str
    content_type: str
    content_disposition: str


@dataclass(frozen=True, slots=True)
class _About:
    """What the dot file keeps: the object's hash and type, and the file that they were true of."""

    sha256: str
    content_type: str
    inode: int
    size: int
    mtime_ns: int

    def is_of(self, stat: os.stat_result) -> bool:
        return (self.inode, self.size, self.mtime_ns) == (stat.st_ino, stat.st_size, stat.st_mtime_ns)


class FolderStore(ObjectStore):
    """Objects as files under one folder of this machine."""

    def __init__(self, root: Path, *, sign_key: str | bytes, url_prefix: str = "/files/") -> None:
        self._root = root.resolve()
        self._signer = Signer(sign_key)
        self._url_prefix = url_prefix
        self._tidied = False

    @property
    def location(self) -> str:
        """Name the folder."""
        return f"folder:{self._root}"

    def put(
        self, key: str, source: bytes | IO[bytes], *, content_type: str, if_absent: bool = False
    ) -> StoredObject:
        """Write beside, sync, then move into place: a reader sees the old object or the new one."""
        path = self._path(key)
        with _disk(), self._incoming() as temp, rewound(source) as stream:
            seen = digest(stream, copy_to=temp)
            stat = _settled(temp)
            self._place(Path(temp.name), path, if_absent=if_absent)
            about = _About(seen.sha256, content_type, stat.st_ino, seen.size, stat.st_mtime_ns)
            self._write_about(path, about)
            _sync_folder(path.parent)
        return StoredObject(key, seen.size, seen.sha256, _modified(stat), content_type)

    def open(self, key: str) -> BinaryIO:
        """Return the open file."""
        path = self._path(key)
        with _disk():
            return open(path, "rb", opener=_open_no_link)

    def head(self, key: str) -> StoredObject:
        """Return size, hash and type; the content is hashed only if its dot file does not fit."""
        path = self._path(key)
        with _disk(), self.open(key) as stream:
            stat = os.fstat(stream.fileno())
            about = _read_about(path)
            if about is None or not about.is_of(stat):
                about = _about_anew(stream, stat, about, key)
        return StoredObject(key, stat.st_size, about.sha256, _modified(stat), about.content_type)

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Walk the folders in the order of the keys."""
        folders, slash, _ = check_prefix(prefix).rpartition("/")
        start = self._path(folders) if folders else self._root
        with _disk():
            yield from _walk(start, f"{folders}{slash}", prefix)

    def delete(self, key: str) -> None:
        """Remove the file, its dot file, and the folders that are empty then."""
        path = self._path(key)
        with _disk():
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                path.unlink()
            self._forget(path)

    def delete_prefix(self, prefix: str) -> int:
        """Remove one by one."""
        count = 0
        for found in self.list(folder_prefix(prefix)):
            self.delete(found.key)
            count += 1
        return count

    def sign(
        self, key: str, *, expires_s: int, download_name: str | None = None, inline: bool = False
    ) -> str:
        """Return a path of our own that ``resolve_signed`` opens."""
        check_key(key)
        name = download_name or key.rpartition("/")[2]
        claim = SignedClaim(key, content_disposition(name, inline=inline))
        return f"{self._url_prefix}{self._signer.sign(claim, clamped_expiry(expires_s))}"

    def resolve_signed(self, signature: str) -> SignedFile:
        """Return the file that the last part of a signed path opens."""
        claim = self._signer.read(signature)
        path = self._path(claim.key)
        if not path.is_file():
            raise ObjectMissing
        about = _read_about(path)
        content_type = about.content_type if about else content_type_of(claim.key)
        return SignedFile(path, claim.key, content_type, claim.content_disposition)

    def _path(self, key: str) -> Path:
        """Return the key's place; links on the way are not followed, wherever they lead."""
        path = self._root.joinpath(*check_key(key).split("/"))
        for step in (path, *path.parents):
            if step == self._root:
                break
            if step.is_symlink():
                raise InvalidKey
        return path

    @contextmanager
    def _incoming(self) -> Iterator[IO[bytes]]:
        """Give a new file on the same file system, gone afterwards unless it was moved away."""
        folder = self._root / _INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._tidy(folder)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as temp:
            try:
                yield temp
            finally:
                Path(temp.name).unlink(missing_ok=True)

    def _tidy(self, folder: Path) -> None:
        """Once in a process, drop what writers left here when they were killed, a day ago or earlier."""
        if self._tidied:
            return
        self._tidied = True
        for left in folder.iterdir():
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - _LEFT_OVER_S:
                    left.unlink()

    def _place(self, temp: Path, path: Path, *, if_absent: bool) -> None:
        """Move into place; a folder that somebody else's deletion pruned meanwhile is made again."""
        move = os.link if if_absent else os.replace
        for _ in range(_PLACE_TRIES):
            _make_folder(path.parent)
            try:
                return move(temp, path)
            except FileNotFoundError:
                continue
            except FileExistsError as error:
                raise ObjectExists from error
            except (IsADirectoryError, NotADirectoryError) as error:
                raise InvalidKey from error
        raise StoreUnavailable(code="folder keeps vanishing")

    def _write_about(self, path: Path, about: _About) -> None:
        """Put the dot file beside the object, unless somebody deleted that meanwhile."""
        with self._incoming() as temp:
            temp.write(json.dumps(asdict(about)).encode())
            temp.flush()
            with suppress(FileNotFoundError):
                Path(temp.name).replace(_about_path(path))
        if not path.exists():
            self._forget(path)

    def _forget(self, path: Path) -> None:
        with suppress(FileNotFoundError, NotADirectoryError):
            _about_path(path).unlink()
        self._prune(path.parent)

    def _prune(self, folder: Path) -> None:
        """Remove empty folders upwards; a folder in use is simply left."""
        while folder != self._root:
            try:
                folder.rmdir()
            except OSError as error:
                if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR):
                    return
                raise StoreUnavailable(code=_name(error)) from error
            folder = folder.parent


def _about_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.json")


def _read_about(path: Path) -> _About | None:
    """Return what the dot file says, or None where there is none that can be read."""
    try:
        return _About(**json.loads(_about_path(path).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _about_anew(stream: BinaryIO, stat: os.stat_result, old: _About | None, key: str) -> _About:
    """Hash the content; the old type holds if it is still the same content (say, restored from a backup)."""
    seen = digest(stream)
    same = old is not None and old.sha256 == seen.sha256
    content_type = old.content_type if old and same else content_type_of(key)
    return _About(seen.sha256, content_type, stat.st_ino, seen.size, stat.st_mtime_ns)


def _walk(folder: Path, base: str, prefix: str) -> Iterator[StoredObject]:
    for name, is_folder in _entries(folder):
        key = f"{base}{name}"
        if is_folder and (key + "/").startswith(prefix):
            yield from _walk(folder / name, f"{key}/", prefix)
        elif not is_folder and key.startswith(prefix):
            with suppress(FileNotFoundError):
                stat = (folder / name).stat(follow_symlinks=False)
                yield StoredObject(key, stat.st_size, None, _modified(stat), content_type_of(key))


def _entries(folder: Path) -> list[tuple[str, bool]]:
    """Return names of files and folders that can be keys, as S3 sorts them: ``a-b/x`` before ``a/x``."""
    try:
        with os.scandir(folder) as scan:
            entries = [entry for entry in scan if is_segment(entry.name) and not entry.is_symlink()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    return sorted(found, key=lambda entry: f"{entry[0]}/" if entry[1] else entry[0])


def _settled(temp: IO[bytes]) -> os.stat_result:
    """Put the content on the disk and give it a time of change of its own, finer than the kernel's tick."""
    temp.flush()
    now = time.time_ns()
    os.utime(temp.fileno(), ns=(now, now))
    os.fsync(temp.fileno())
    return os.fstat(temp.fileno())


def _make_folder(folder: Path) -> None:
    """Make the folder if nothing is in its way; if somebody else's deletion prunes it, the move will tell."""
    try:
        with suppress(FileNotFoundError):
            folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        if any(step.is_file() for step in (folder, *folder.parents)):
            raise InvalidKey from error


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last through a power cut; a folder pruned meanwhile holds no name to keep."""
    with suppress(FileNotFoundError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _modified(stat: os.stat_result) -> datetime:
    return datetime.fromtimestamp(stat.st_mtime, UTC)


@contextmanager
def _disk() -> Iterator[None]:
    """Say in our own words what the file system refuses."""
    try:
        yield
    except StorageError:
        raise
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ObjectMissing from error
    except OSError as error:
        raise StoreUnavailable(code=_name(error)) from error


def _name(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
