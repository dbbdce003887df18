"""What the readers of monitors' lines share: their length, and what a monitor says of its own signal."""

from __future__ import annotations

from dataclasses import replace

from oximetry.errors import RecordingWarning
from oximetry.formats.grid import Mask
from oximetry.formats.limits import MOST_ROWS
from oximetry.formats.rows import Rows
from oximetry.messages import notice, refusal


def check_length(text: bytes) -> None:
    """Stop before the work that a text of too many lines would make.

    Raises:
        RecordingError: ``too_large``.
    """
    if text.count(b"\n") > MOST_ROWS:
        raise refusal("too_large")


def with_signal(rows: Rows, usable: Mask) -> Rows:
    """The rows without the readings of those in which the monitor had no signal."""
    spo2, pulse = rows.spo2, rows.pulse
    return replace(
        rows,
        spo2=replace(spo2, given=spo2.given & usable),
        pulse=replace(pulse, given=pulse.given & usable),
    )


def about_signal(usable: Mask) -> tuple[RecordingWarning, ...]:
    """How many rows hold no reading because the monitor had no signal."""
    lost = int((~usable).sum())
    return (notice("monitor_no_signal", count=lost),) if lost else ()
