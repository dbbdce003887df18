"""Moving everything from one store to another, and holding a store against what the database says of it.

A move can be killed at any moment and started again. An object counts as done when it was read back from
the target and its SHA-256 was the source's; only then does the journal get its line. Nothing in the target is
ever overwritten, and nothing in the source is removed unless that is asked for, everything arrived, and the
content on both sides is compared once more.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from errors import N_
from storage_service import (
    InvalidKey,
    ObjectExists,
    ObjectMissing,
    ObjectStore,
    StorageError,
    StoredObject,
    content_sha256,
)


class JournalRefused(StorageError):
    """The journal belongs to another move, or another process is writing it."""

    key, status = "journal-refused", 409
    sentence = N_("This journal belongs to another move, or that move is still running.")


class StoresOverlap(StorageError):
    """One of the two lies within the other: copies would be copied again, and a deletion would take them."""

    key, status = "stores-overlap", 422
    sentence = N_("The two stores are the same, or one lies within the other; nothing was copied.")


class Outcome(StrEnum):
    """What became of one object of the source."""

    COPIED = "copied"
    EQUAL = "equal"  # was in the target already, with the same content
    CONFLICT = "conflict"  # the target holds something else under this key
    DAMAGED = "damaged"  # read back, it was not what was sent, or the source is not what it was
    REFUSED = "refused"  # a key that is not ours
    GONE = "gone"  # deleted from the source meanwhile


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: called for after each object."""

    key: str
    outcome: Outcome
    done: int
    total: int
    done_bytes: int
    total_bytes: int


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class TransferReport:
    """What a move did; a dry run has counted ``objects`` and ``bytes`` only."""

    objects: int
    bytes: int
    dry_run: bool = False
    copied: int = 0
    copied_bytes: int = 0
    equal: int = 0
    gone: int = 0
    deleted: int = 0
    conflicts: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the target holds all that the source held."""
        return not (self.conflicts or self.damaged or self.refused)

    @property
    def exit_code(self) -> int:
        """What a command ends with."""
        return 0 if self.ok else 1


@dataclass(frozen=True, slots=True)
class ExpectedObject:
    """What a row of the database says of an object."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """Keys that the store lacks, holds with other content, or holds without anybody knowing."""

    checked: int
    missing: tuple[str, ...]
    different: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every row is right; an object without a row is swept elsewhere and no fault."""
        return not (self.missing or self.different)

    @property
    def exit_code(self) -> int:
        """What a command ends with."""
        return 0 if self.ok else 1


def migrate(
    source: ObjectStore,
    target: ObjectStore,
    *,
    journal: Path,
    dry_run: bool = False,
    delete_source: bool = False,
    on_progress: OnProgress | None = None,
) -> TransferReport:
    """Copy every object, going on where an earlier run was stopped, and say what happened."""
    _refuse_overlap(source, target)
    objects, size = _survey(source)
    if dry_run:
        return TransferReport(objects, size, dry_run=True)
    with _Journal.opened(journal, source, target) as written:
        tally = _Tally(objects, size, on_progress)
        for found in source.list():
            tally.note(found, _move_one(source, target, found, written))
        deleted = _clear(source, target) if delete_source and tally.report().ok else 0
    return tally.report(deleted)


def verify(
    store: ObjectStore, rows: Iterable[ExpectedObject], *, on_progress: OnProgress | None = None
) -> VerifyReport:
    """Hash every object that a row names and list those that none does."""
    expected = [*rows]
    tally = _Tally(len(expected), sum(row.size for row in expected), on_progress)
    missing, different = [], []
    for row in expected:
        outcome = _held_against(store, row)
        missing += [row.key] * (outcome is Outcome.GONE)
        different += [row.key] * (outcome is Outcome.DAMAGED)
        tally.step(row.key, row.size, outcome)
    known = {row.key for row in expected}
    unknown = (found.key for found in store.list() if found.key not in known)
    return VerifyReport(len(expected), tuple(missing), tuple(different), tuple(unknown))


def _refuse_overlap(source: ObjectStore, target: ObjectStore) -> None:
    one, other = (f"{store.location.rstrip('/')}/" for store in (source, target))
    if one.startswith(other) or other.startswith(one):
        raise StoresOverlap


def _survey(store: ObjectStore) -> tuple[int, int]:
    objects = size = 0
    for found in store.list():
        objects, size = objects + 1, size + found.size
    return objects, size


def _held_against(store: ObjectStore, row: ExpectedObject) -> Outcome:
    try:
        if store.head(row.key).size != row.size:
            return Outcome.DAMAGED
        same = content_sha256(store, row.key) == row.sha256
    except ObjectMissing:
        return Outcome.GONE
    return Outcome.EQUAL if same else Outcome.DAMAGED


def _move_one(source: ObjectStore, target: ObjectStore, found: StoredObject, journal: _Journal) -> Outcome:
    try:
        if journal.vouches_for(found, target):
            return Outcome.EQUAL
        sha256, outcome = _copy_one(source, target, found.key)
    except InvalidKey:
        return Outcome.REFUSED
    except ObjectMissing:
        return Outcome.GONE
    if outcome in (Outcome.COPIED, Outcome.EQUAL):
        journal.write(found, sha256)
    return outcome


def _copy_one(source: ObjectStore, target: ObjectStore, key: str) -> tuple[str, Outcome]:
    """Copy, read back, compare; return the source's hash and what became of it."""
    head = source.head(key)
    try:
        with source.open(key) as stream:
            sent = target.put(key, stream, content_type=head.content_type, if_absent=True)
    except ObjectExists:
        sha256 = content_sha256(source, key)
        return sha256, Outcome.EQUAL if _holds(target, key, sha256) else Outcome.CONFLICT
    sha256 = sent.sha256 or ""
    if not _holds(target, key, sha256) or head.sha256 not in (None, sha256):
        target.delete(key)
        return sha256, Outcome.DAMAGED
    return sha256, Outcome.COPIED


def _holds(store: ObjectStore, key: str, sha256: str) -> bool:
    """Tell whether the store really gives back this content."""
    try:
        return content_sha256(store, key) == sha256
    except ObjectMissing:
        return False


def _clear(source: ObjectStore, target: ObjectStore) -> int:
    """Delete from the source what the target holds with equal content, compared now; return how many."""
    deleted = 0
    for found in source.list():
        if _holds(target, found.key, content_sha256(source, found.key)):
            source.delete(found.key)
            deleted += 1
    return deleted


@dataclass(slots=True)
class _Tally:
    """Counts outcomes and tells whoever watches."""

    total: int
    total_bytes: int
    on_progress: OnProgress | None
    done: int = 0
    done_bytes: int = 0
    counts: dict[Outcome, int] = field(default_factory=dict)
    keys: dict[Outcome, list[str]] = field(default_factory=dict)
    copied_bytes: int = 0

    def note(self, found: StoredObject, outcome: Outcome) -> None:
        self.counts[outcome] = self.counts.get(outcome, 0) + 1
        if outcome is Outcome.COPIED:
            self.copied_bytes += found.size
        if outcome in (Outcome.CONFLICT, Outcome.DAMAGED, Outcome.REFUSED):
            self.keys.setdefault(outcome, []).append(found.key)
        self.step(found.key, found.size, outcome)

    def step(self, key: str, size: int, outcome: Outcome) -> None:
        self.done, self.done_bytes = self.done + 1, self.done_bytes + size
        if self.on_progress is not None:
            self.on_progress(Progress(key, outcome, self.done, self.total, self.done_bytes, self.total_bytes))

    def report(self, deleted: int = 0) -> TransferReport:
        return TransferReport(
            objects=self.total,
            bytes=self.total_bytes,
            copied=self.counts.get(Outcome.COPIED, 0),
            copied_bytes=self.copied_bytes,
            equal=self.counts.get(Outcome.EQUAL, 0),
            gone=self.counts.get(Outcome.GONE, 0),
            deleted=deleted,
            conflicts=tuple(self.keys.get(Outcome.CONFLICT, ())),
            damaged=tuple(self.keys.get(Outcome.DAMAGED, ())),
            refused=tuple(self.keys.get(Outcome.REFUSED, ())),
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the journal: this object of the source has arrived."""

    size: int
    modified: str
    sha256: str


class _Journal:
    """What has arrived, a JSON line each, after a first line that says from where to where."""

    def __init__(self, file: BinaryIO, entries: dict[str, _Entry]) -> None:
        self._file = file
        self._entries = entries

    @classmethod
    @contextmanager
    def opened(cls, path: Path, source: ObjectStore, target: ObjectStore) -> Iterator[_Journal]:
        """Open or go on; a line that a kill tore off is dropped with its object's claim to have arrived."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            _lock(file)
            lines = _whole_lines(file)
            title = {"from": source.location, "to": target.location}
            if lines and lines[0] != title:
                raise JournalRefused
            journal = cls(file, {str(line.pop("key")): _Entry(**line) for line in lines[1:]})
            if not lines:
                journal._append(title)
            yield journal

    def vouches_for(self, found: StoredObject, target: ObjectStore) -> bool:
        """Tell whether this very object arrived earlier and is still there."""
        entry = self._entries.get(found.key)
        if entry is None or (entry.size, entry.modified) != (found.size, found.modified.isoformat()):
            return False
        try:
            there = target.head(found.key)
        except ObjectMissing:
            return False
        return (there.size, there.sha256) == (entry.size, entry.sha256)

    def write(self, found: StoredObject, sha256: str) -> None:
        """Put down that this object has arrived."""
        entry = _Entry(found.size, found.modified.isoformat(), sha256)
        self._append({"key": found.key, **asdict(entry)})

    def _append(self, line: Mapping[str, object]) -> None:
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def _lock(file: BinaryIO) -> None:
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise JournalRefused from error


def _whole_lines(file: BinaryIO) -> list[dict[str, Any]]:
    """Return the lines up to the first torn one, and cut the file there so that the next stands alone."""
    file.seek(0)
    lines, end = [], 0
    for raw in file:
        line = _parsed(raw)
        if line is None:
            break
        lines.append(line)
        end += len(raw)
    file.truncate(end)
    return lines


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if raw.endswith(b"\n") and isinstance(line, dict) else None
