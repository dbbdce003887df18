"""What ``benchmarks.fuzz`` runs in a process of its own: one input after the other, followed by coverage."""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["oximetry"], enable_loader_override=False):
    from oximetry import RecordingError, analyse, read_recording
    from tests.unit.oximetry.every_format import NAMES


def one_input(data: bytes) -> None:
    """Read and analyse one input: a byte that picks the file's name, and the file."""
    try:
        recording = read_recording(data[1:], NAMES[data[0] % len(NAMES)] if data else "")
    except RecordingError:
        return
    analyse(recording, regularity=True)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
