"""``--to``: where a recording is written, and in which form."""

from __future__ import annotations

from pathlib import Path

from oximetry.analysis import Analysis
from oximetry.recording import Recording
from oximetry.writers import write_csv, write_edf


class OutputError(Exception):
    """A recording that cannot be written where that was asked for."""


def target(out: Path, kind: str, source: Path, *, several: bool) -> Path:
    """The file to write: OUT itself, or one named after the source in the folder OUT.

    Raises:
        OutputError: if it would overwrite the source, or in a folder any other file.
    """
    path = out / f"{source.stem}.{kind}" if several or out.is_dir() else out
    if path.resolve() == source.resolve():
        raise OutputError(f"{path}: the recording itself would be overwritten")
    if path != out and path.exists():
        raise OutputError(f"{path}: a file of this name is there already")
    return path


def write(path: Path, kind: str, recording: Recording, analysis: Analysis) -> None:
    """Write a recording as normalised CSV, or as EDF+ with its desaturations as annotations.

    Raises:
        OutputError: if the file cannot be written.
    """
    data = write_csv(recording) if kind == "csv" else write_edf(recording, analysis.desaturations)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}") from error
