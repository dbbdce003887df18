"""Columns and their places on the grid to a Recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oximetry.device_report import DeviceReport
from oximetry.errors import RecordingWarning
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import Grid
from oximetry.messages import notice
from oximetry.recording import Mask, Recording, Samples

SPO2_RANGE = (50, 100)
PULSE_RANGE = (20, 300)
MOTION_RANGE = (0, 999)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Readings as written, and where there is one; both of shape ``(rows,)``."""

    value: NDArray[np.int32]
    given: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What the rows of a file hold; ``motion`` is None where the device writes none."""

    spo2: Column
    pulse: Column
    motion: Column | None = None


def assemble(
    grid: Grid,
    columns: Columns,
    *,
    format_name: str,
    named: NamedFile,
    app: str | None = None,
    device_report: DeviceReport | None = None,
    warnings: tuple[RecordingWarning, ...] = (),
) -> Recording:
    """Put the readings in their places; those outside what is possible are invalid there.

    ``named`` gives the device and its number; where the file's name may hold a
    person's name instead, give ``NamedFile(device, None, None)``.
    """
    spo2, spo2_valid = _placed(grid, columns.spo2, SPO2_RANGE)
    pulse, pulse_valid = _placed(grid, columns.pulse, PULSE_RANGE)
    motion, motion_valid = _placed(grid, columns.motion or _nothing(grid), MOTION_RANGE)
    recorded = np.zeros(grid.size, dtype=bool)
    recorded[grid.place] = True
    unread = () if spo2_valid.any() else (notice("no_spo2"),)
    return Recording(
        start=grid.start,
        period_s=float(grid.period_s),
        spo2=spo2,
        spo2_valid=spo2_valid,
        pulse=pulse,
        pulse_valid=pulse_valid,
        motion=motion,
        motion_valid=motion_valid,
        recorded=recorded,
        format=format_name,
        device=named.device,
        device_number=named.number,
        app=app,
        device_report=device_report,
        warnings=(*warnings, *grid.warnings, *unread),
    )


def _nothing(grid: Grid) -> Column:
    rows = len(grid.kept)
    return Column(np.zeros(rows, dtype=np.int32), np.zeros(rows, dtype=bool))


def _placed(grid: Grid, column: Column, limits: tuple[int, int]) -> tuple[Samples, Mask]:
    lowest, highest = limits
    value = column.value[grid.kept]
    valid = column.given[grid.kept] & (value >= lowest) & (value <= highest)
    samples = np.zeros(grid.size, dtype=np.int16)
    mask = np.zeros(grid.size, dtype=bool)
    samples[grid.place] = np.where(valid, value, 0)
    mask[grid.place] = valid
    return samples, mask
