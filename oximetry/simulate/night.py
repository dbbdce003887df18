"""The builder: an unchangeable description of a night that becomes a Recording or a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from oximetry.formats.assemble import Column, Columns, assemble
from oximetry.formats.filename import NamedFile
from oximetry.formats.grid import lay_out
from oximetry.formats.viatom_csv import NAME
from oximetry.recording import Recording
from oximetry.simulate.canvas import Canvas, blank, paint_sleep
from oximetry.simulate.contec_files import write_contec_csv, write_emay_csv, write_spo2
from oximetry.simulate.csv_shapes import SHAPES, Row
from oximetry.simulate.events import (
    Apnoeas,
    Artefact,
    BelowRange,
    Drop,
    Event,
    Gap,
    Movement,
    SensorOff,
)
from oximetry.simulate.viatom_files import write_oxyii, write_vld

START = datetime(2025, 10, 15, 22, 30)
_EPOCH = datetime(1970, 1, 1)
_DAY_S = 86_400
_HIGHEST_SPO2, _LOWEST_SPO2 = 100, 50
_SLOWEST_BPM, _FASTEST_BPM = 32, 180
_MOST_MOTION = 129
_CYCLE_S = 95 * 60
_FIRST_REM_S = 75 * 60


@dataclass(frozen=True, slots=True)
class Night:
    """A night to come; every ``with_`` gives a new one."""

    hours: float
    seed: int
    period_s: int
    start: datetime
    baseline: float
    pulse: float
    device: str
    device_number: str | None
    events: tuple[Event, ...] = ()

    def with_drop(self, at: str, depth: float, seconds: float = 30) -> Night:
        """A desaturation by ``depth`` points, over after ``seconds``."""
        return self._with(Drop(self._offset(at), depth, seconds))

    def with_below_range(self, at: str, seconds: float = 40) -> Night:
        """A fall below what the device can show: a pulse but no SpO2 for ``seconds``."""
        return self._with(BelowRange(self._offset(at), seconds))

    def with_sensor_off(self, at: str, seconds: float) -> Night:
        """The finger is out for ``seconds``: rows without readings."""
        return self._with(SensorOff(self._offset(at), seconds))

    def with_gap(self, at: str, seconds: float) -> Night:
        """The file holds no rows for ``seconds``."""
        return self._with(Gap(self._offset(at), seconds))

    def with_artefact(self, at: str, depth: float = 15) -> Night:
        """A fall that is too sudden to be blood."""
        return self._with(Artefact(self._offset(at), depth))

    def with_motion(self, at: str, seconds: float = 30) -> Night:
        """Turning over for ``seconds``."""
        return self._with(Movement(self._offset(at), seconds))

    def with_apnoea_hours(self, begin: str, end: str, per_hour: float = 30, depth: float = 6) -> Night:
        """Desaturations of about ``depth`` points one after the other, from ``begin`` to ``end``."""
        first = self._offset(begin)
        return self._with(Apnoeas(first, self._offset(end) - first, per_hour, depth))

    def with_rem_clusters(self, per_hour: float = 30, depth: float = 7) -> Night:
        """Clusters as REM sleep brings them: every hour and a half, longer towards morning."""
        length_s = self.hours * 3600
        begins = np.arange(_FIRST_REM_S, length_s, _CYCLE_S)
        lengths = [min(600 + 420 * cycle, length_s - begin) for cycle, begin in enumerate(begins)]
        clusters = zip(begins, lengths, strict=True)
        return self._with(*(Apnoeas(float(at), float(length), per_hour, depth) for at, length in clusters))

    def recording(self) -> Recording:
        """The night as a reader would give it."""
        canvas = _painted(self)
        kept = canvas.recorded
        first_s = int((self.start - _EPOCH).total_seconds())
        times = first_s + np.flatnonzero(kept).astype(np.int64) * self.period_s
        columns = Columns(
            Column(_rounded(canvas.spo2, _LOWEST_SPO2, _HIGHEST_SPO2)[kept], canvas.spo2_shown[kept]),
            Column(_rounded(canvas.pulse, _SLOWEST_BPM, _FASTEST_BPM)[kept], canvas.pulse_shown[kept]),
            Column(_rounded(canvas.motion, 0, _MOST_MOTION)[kept], np.ones(int(kept.sum()), dtype=bool)),
        )
        named = NamedFile(self.device, self.device_number, self.start)
        return assemble(lay_out(times), columns, format_name=NAME, named=named)

    def to_csv(self, shape: str = "V1") -> bytes:
        """The night as a file in one of the shapes ``V1`` to ``V9``."""
        return SHAPES[shape].write(_rows(self.recording()))

    def to_vld(self, version: int = 3) -> bytes:
        """The night as the binary file of a Checkme O2 or O2Ring: version 3, 5 or 6."""
        return write_vld(self.recording(), version)

    def to_oxyii(self) -> bytes:
        """The night as the binary file of an O2Ring S."""
        return write_oxyii(self.recording())

    def to_spo2(self) -> bytes:
        """The night as a Contec ``.SpO2`` file; it must have a period of 1 s."""
        return write_spo2(self.recording())

    def to_contec_csv(self) -> bytes:
        """The night as a CSV of Contec's SpO2 Assistant."""
        return write_contec_csv(self.recording())

    def to_emay_csv(self) -> bytes:
        """The night as a CSV of EMAY's program."""
        return write_emay_csv(self.recording())

    def filename(self, shape: str = "V1") -> str:
        """The name that the shape's app would give the file."""
        return SHAPES[shape].filename(self.device, self.device_number, self.recording().start)

    def _with(self, *events: Event) -> Night:
        return replace(self, events=(*self.events, *events))

    def _offset(self, clock: str) -> float:
        """Seconds from the start to the next time the clock shows ``clock`` (``02:10`` or ``02:10:30``)."""
        parts = [int(part) for part in clock.split(":")]
        hour, minute, second = (*parts, 0)[:3]
        begin = (self.start - self.start.replace(hour=0, minute=0, second=0)).seconds
        offset = (hour * 3600 + minute * 60 + second - begin) % _DAY_S
        if offset >= self.hours * 3600:
            end = self.start + timedelta(hours=self.hours)
            raise ValueError(
                f"{clock} is not in this night, which lasts from {self.start:%H:%M} to {end:%H:%M}"
            )
        return float(offset)


def night(
    hours: float = 8,
    seed: int = 1,
    *,
    period_s: int = 4,
    start: datetime = START,
    baseline: float = 95,
    pulse: float = 62,
    device: str = "Checkme O2",
    device_number: str | None = "0417",
) -> Night:
    """A quiet night of ``hours``; the same ``seed`` gives the same night."""
    return Night(hours, seed, period_s, start, baseline, pulse, device, device_number)


@lru_cache(maxsize=8)
def _painted(made_up: Night) -> Canvas:
    """The finished canvas; each event has its own random numbers, so adding one changes no other."""
    canvas = blank(round(made_up.hours * 3600 / made_up.period_s), made_up.period_s)
    paint_sleep(canvas, np.random.default_rng(made_up.seed), made_up.baseline, made_up.pulse)
    for number, event in enumerate(made_up.events, start=1):
        event.paint(canvas, np.random.default_rng((made_up.seed, number)))
    return canvas


def _rounded(
    signal: np.ndarray[tuple[int, ...], np.dtype[np.float64]], lowest: int, highest: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    return np.clip(np.rint(signal), lowest, highest).astype(np.int32)


def _rows(recording: Recording) -> list[Row]:
    """The rows that the file of a recording holds."""
    columns = (
        _or_none(recording.spo2, recording.spo2_valid),
        _or_none(recording.pulse, recording.pulse_valid),
        _or_none(recording.motion, recording.motion_valid),
    )
    step = timedelta(seconds=recording.period_s)
    places = np.flatnonzero(recording.recorded).tolist()
    return [Row(recording.start + at * step, *(column[at] for column in columns)) for at in places]


def _or_none(
    values: np.ndarray[tuple[int, ...], np.dtype[np.int16]],
    valid: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> list[int | None]:
    pairs = zip(values.tolist(), valid.tolist(), strict=True)
    return [value if shown else None for value, shown in pairs]
