"""What can happen in a made-up night; each event paints itself on the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from oximetry.quality import DISPLAY_FLOOR_PCT
from oximetry.simulate.canvas import Canvas, Floats, turn_over

_QUIET_S = 12.0
_BPM_PER_POINT = 0.9


class Event(Protocol):
    """Something that happens ``at_s`` seconds after the start."""

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """Change the signals."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A desaturation by exactly ``depth`` points below the level before it."""

    at_s: float
    depth: float
    seconds: float

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """A fall for three fifths of the time, a quicker way back, and a pulse that answers."""
        level = _hold(canvas, self.at_s)
        where = canvas.span(self.at_s, self.seconds)
        canvas.spo2[where] = level - self.depth * _dip(where.stop - where.start)
        canvas.answer(self.at_s + 0.6 * self.seconds, _BPM_PER_POINT * self.depth)


@dataclass(frozen=True, slots=True)
class BelowRange:
    """A fall so deep that the device shows no SpO2 for ``seconds`` while it still has a pulse."""

    at_s: float
    seconds: float

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """Down to the device's floor, dashes, and up again."""
        level = _hold(canvas, self.at_s)
        lowest = DISPLAY_FLOOR_PCT + float(rng.integers(0, 4))
        fall = canvas.span(self.at_s, 36)
        hidden = canvas.span(fall.stop * canvas.period_s, self.seconds)
        rise = canvas.span(hidden.stop * canvas.period_s, 24)
        canvas.spo2[fall] = np.linspace(level - 1, lowest, fall.stop - fall.start)
        canvas.spo2_shown[hidden] = False
        canvas.spo2[rise] = np.linspace(lowest, level, rise.stop - rise.start)
        canvas.answer(hidden.stop * canvas.period_s, 18, 14.0)


@dataclass(frozen=True, slots=True)
class SensorOff:
    """The finger is out: neither SpO2 nor pulse, but rows go on."""

    at_s: float
    seconds: float

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """Dashes in both columns, and movement."""
        where = canvas.span(self.at_s, self.seconds)
        canvas.spo2_shown[where] = False
        canvas.pulse_shown[where] = False
        canvas.motion[where] = rng.integers(0, 30, size=where.stop - where.start)


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows are missing from the file."""

    at_s: float
    seconds: float

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """No rows."""
        canvas.recorded[canvas.span(self.at_s, self.seconds)] = False


@dataclass(frozen=True, slots=True)
class Artefact:
    """Movement that makes SpO2 fall and come back faster than blood can."""

    at_s: float
    depth: float

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """One or two samples far too low, with motion."""
        where = canvas.span(self.at_s, min(2 * canvas.period_s, 6))
        canvas.spo2[where] = _hold(canvas, self.at_s) - self.depth
        turn_over(canvas, rng, self.at_s, 12)


@dataclass(frozen=True, slots=True)
class Movement:
    """Turning over."""

    at_s: float
    seconds: float

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """Motion counts and a pulse that answers."""
        turn_over(canvas, rng, self.at_s, self.seconds)


@dataclass(frozen=True, slots=True)
class Apnoeas:
    """Repeated desaturations, one after the other, of varying depth and length."""

    at_s: float
    seconds: float
    per_hour: float
    depth: float

    def paint(self, canvas: Canvas, rng: np.random.Generator) -> None:
        """A train of drops."""
        for drop in self._drops(rng):
            drop.paint(canvas, rng)

    def _drops(self, rng: np.random.Generator) -> Iterator[Drop]:
        cycle = 3600 / self.per_hour
        at_s, end_s = self.at_s, self.at_s + self.seconds
        while True:
            length = float(np.clip(rng.normal(0.55 * cycle, 6), 20, 80))
            if at_s + length > end_s:
                return
            yield Drop(at_s, float(np.clip(rng.normal(self.depth, 1.4), 2, 28)), length)
            at_s += length + float(rng.exponential(max(cycle - length, 4)))


def _hold(canvas: Canvas, at_s: float) -> float:
    """Keep the whole-number level before an event for a moment, so that its depth is what was asked for."""
    before = canvas.span(max(at_s - _QUIET_S, 0), _QUIET_S)
    level = float(np.round(np.median(canvas.spo2[before])))
    canvas.spo2[before] = level
    return level


def _dip(samples: int) -> Floats:
    """From just below the level to 1 at the nadir and back, shape ``(samples,)``."""
    nadir = max(1, round(0.6 * samples))
    place = np.arange(1, samples + 1)
    fall = (1 - np.cos(np.pi * place / nadir)) / 2
    rise = (1 + np.cos(np.pi * (place - nadir) / (samples + 1 - nadir))) / 2
    return np.where(place <= nadir, fall, rise)
