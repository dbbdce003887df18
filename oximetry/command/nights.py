"""The nights of a call: each file read, or refused with its reason; joined where that is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from oximetry import Recording, RecordingError, read_file
from oximetry.command.arguments import Options
from oximetry.joining import join, split_into
from oximetry.selection import Interval


@dataclass(frozen=True, slots=True)
class Read:
    """A recording, and the files it came from."""

    paths: tuple[Path, ...]
    recording: Recording

    @property
    def name(self) -> str:
        """The file, or the files that were joined."""
        return " + ".join(str(path) for path in self.paths)


class Stretch(NamedTuple):
    """The part of a recording to look at, as ``select`` takes it."""

    begin: datetime | None
    end: datetime | None
    excluded: list[Interval]


Refuse = Callable[[str, RecordingError], None]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and those in folders; hidden ones are passed over."""
    return [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]


def _in_folder(folder: Path) -> list[Path]:
    """What is in it; a folder that may not be looked into stands for itself, and is refused on reading."""
    if not os.access(folder, os.R_OK | os.X_OK):
        return [folder]
    inside = (path for path in sorted(folder.iterdir()) if not path.name.startswith("."))
    return files_of(path for path in inside if path.is_file() or (path.is_dir() and not path.is_symlink()))


def read_each(paths: Iterable[Path], options: Options, refuse: Refuse) -> Iterator[Read]:
    """Each file as soon as it is read; with ``--join``, all of them together at the end."""
    read = _read(paths, options.start, refuse)
    return _joined(list(read), refuse) if options.join else read


def _read(paths: Iterable[Path], start: datetime | None, refuse: Refuse) -> Iterator[Read]:
    for path in paths:
        try:
            recording = read_file(path, start=start)
        except RecordingError as error:
            refuse(str(path), error)
        else:
            yield Read((path,), recording)


def _joined(pieces: list[Read], refuse: Refuse) -> Iterator[Read]:
    by_recording = {id(piece.recording): piece for piece in pieces}
    for group in split_into([piece.recording for piece in pieces]):
        paths = tuple(path for part in group for path in by_recording[id(part)].paths)
        try:
            recording = join(group)
        except RecordingError as error:
            refuse(" + ".join(map(str, paths)), error)
        else:
            yield Read(paths, recording)


def stretch_of(recording: Recording, options: Options) -> Stretch:
    """The times that were asked for, as the clock showed them in this night."""
    begin = _at(recording.start, options.begin)
    end = _at(begin or recording.start, options.end)
    return Stretch(begin, end, [_interval(recording.start, *clocks) for clocks in options.excluded])


def _interval(start: datetime, begin: time, end: time) -> Interval:
    first = _next(start, begin)
    return first, _next(first, end)


def _at(after: datetime, clock: time | None) -> datetime | None:
    return None if clock is None else _next(after, clock)


def _next(after: datetime, clock: time) -> datetime:
    """When the clock next shows that time."""
    day = datetime.combine(after.date(), clock)
    return day if day >= after else day + timedelta(days=1)
