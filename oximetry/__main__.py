"""Read recordings from the command line: ``python -m oximetry FILE...``; ``--help`` tells the rest.

Exit status: 0 if every file was read, 1 if any was refused, 2 for wrong usage.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from oximetry import RecordingError, analyse
from oximetry.command.arguments import Options, options
from oximetry.command.conversion import OutputError, target, write
from oximetry.command.listings import as_json, events_table, formats_table
from oximetry.command.nights import Read, files_of, read_each, stretch_of
from oximetry.command.table import table
from oximetry.selection import select


class Complaints:
    """What went wrong, said on standard error as it happens, and how often."""

    def __init__(self) -> None:
        self.count = 0

    def refuse(self, name: str, error: RecordingError) -> None:
        """A recording that is not taken: why, and what to do."""
        self.say(f"{name}: {error} {error.advice % error.params}")

    def say(self, text: str) -> None:
        """Count it, and keep clear of a progress bar."""
        self.count += 1
        tqdm.write(text, file=sys.stderr)

    @contextmanager
    def about(self, name: str) -> Iterator[None]:
        """Take note of what goes wrong with one recording."""
        try:
            yield
        except RecordingError as error:
            self.refuse(name, error)
        except OutputError as error:
            self.say(str(error))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each file's numbers; a refused file gets its sentence on standard error."""
    asked = options(arguments)
    if asked.formats:
        print(formats_table(), end="")
        return 0
    complaints = Complaints()
    files = files_of(asked.files)
    for folder in (path for path in asked.files if not files_of([path])):
        complaints.say(f"{folder}: The folder holds no files.")
    reads: Iterable[Read] = read_each(_with_progress(files, asked), asked, complaints.refuse)
    several = len(files) > 1
    if asked.join:
        reads = _said_if_alone(list(reads), of_several=several)
        several = len(reads) > 1
    for read in reads:
        with complaints.about(read.name):
            _show(read, asked, several=several)
    return 1 if complaints.count else 0


def _said_if_alone(reads: list[Read], *, of_several: bool) -> list[Read]:
    """A word, but no complaint, about each file that no other was joined to."""
    for read in reads:
        if of_several and len(read.paths) == 1:
            tqdm.write(f"{read.name}: not joined, no other file continues it.", file=sys.stderr)
    return reads


def _with_progress(files: list[Path], asked: Options) -> Iterable[Path]:
    """A bar on a terminal where a folder was given."""
    has_folder = any(path.is_dir() for path in asked.files)
    watched: Iterable[Path] = tqdm(files, unit="file", disable=None if has_folder else True)
    return watched


def _show(read: Read, asked: Options, *, several: bool) -> None:
    stretch = stretch_of(read.recording, asked)
    analysis = analyse(read.recording, **stretch._asdict(), regularity=asked.output != "events")
    if asked.convert:
        kind, out = asked.convert
        path = target(out, kind, read.paths[0], several=several)
        write(path, kind, select(read.recording, **stretch._asdict()).recording, analysis)
    shown = {"json": as_json, "events": events_table, "table": table}[asked.output]
    tqdm.write(shown(read.name, read.recording, analysis), file=sys.stdout, end="")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # "| head" ends the program quietly
    sys.exit(main())
