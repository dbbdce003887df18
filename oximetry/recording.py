"""One night as the device wrote it: samples on a uniform grid, each with its validity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from oximetry.device_report import DeviceReport
from oximetry.errors import RecordingWarning

Samples = NDArray[np.int16]
Mask = NDArray[np.bool_]

_NOON = timedelta(hours=12)
# Of the rings and wrist recorders of Viatom, whose own rules these formats follow. POD2 is of another kind.
_VIATOM = frozenset({"viatom-csv", "viatom-oxyii", "viatom-vld"})


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording on a uniform grid.

    Sample ``i`` belongs to ``start + i * period_s``. All arrays have the shape
    ``(n,)``; where a mask is False the value beside it is 0 and means nothing.

    Attributes:
        start: the device's local wall clock at sample 0, without a zone.
        period_s: seconds between samples.
        spo2: oxygen saturation, %.
        spo2_valid: where ``spo2`` is a reading (50-100 %).
        pulse: pulse rate, bpm.
        pulse_valid: where ``pulse`` is a reading (20-300 bpm).
        motion: the device's own motion count; its scale differs by device.
        motion_valid: where ``motion`` was written.
        recorded: where the file holds a row; False fills a jump of the clock.
        format: name of the reader's format, e.g. ``viatom-csv``.
        device: device name from the file or its name, e.g. ``Checkme O2``.
        device_number: the device's own number in its name, e.g. ``0331``.
        app: the program that wrote the file, where the file shows it.
        device_report: the device's own summary, where the file carries one.
        warnings: what the reader had to decide or noticed.
    """

    start: datetime
    period_s: float
    spo2: Samples
    spo2_valid: Mask
    pulse: Samples
    pulse_valid: Mask
    motion: Samples
    motion_valid: Mask
    recorded: Mask
    format: str
    device: str | None = None
    device_number: str | None = None
    app: str | None = None
    device_report: DeviceReport | None = None
    warnings: tuple[RecordingWarning, ...] = ()

    @property
    def is_viatom(self) -> bool:
        """Whether a recorder of the Viatom family made it: its drops and its display's limit apply."""
        return self.format in _VIATOM

    @property
    def rows(self) -> int:
        """Rows that the file holds."""
        return int(self.recorded.sum())

    @property
    def recording_s(self) -> float:
        """Recorded time in seconds: each row stands for its period."""
        return self.rows * self.period_s

    @property
    def end(self) -> datetime:
        """Wall clock of the last sample."""
        return self.start + timedelta(seconds=(len(self.spo2) - 1) * self.period_s)


def night_of(start: datetime) -> date:
    """The date by which a night is known: the one on which it began, counted from noon to noon.

    A recording that starts at 00:30 is still the night of the day before; one
    that starts at 12:00 or later is the night of its own day.

    Args:
        start: the device's local wall clock at the first sample.
    """
    return (start - _NOON).date()
