"""The samples of a night while it is being made up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_MINUTE_S = 60.0
_HOUR_S = 3600.0
_TWITCHES = 0.12  # share of samples with a little motion in quiet sleep


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """Signals on the device's grid, shape ``(n,)``, which events paint on.

    ``spo2_shown`` and ``pulse_shown`` are False where the device shows dashes;
    ``recorded`` is False where it writes no row at all.
    """

    period_s: int
    spo2: Floats
    pulse: Floats
    motion: Floats
    spo2_shown: Mask
    pulse_shown: Mask
    recorded: Mask

    def span(self, at_s: float, seconds: float) -> slice:
        """The samples from ``at_s`` on for ``seconds``, at least one."""
        begin = round(at_s / self.period_s)
        return slice(begin, min(begin + max(1, round(seconds / self.period_s)), len(self.spo2)))

    def answer(self, at_s: float, rise_bpm: float, slowness_s: float = 9.0) -> None:
        """Let the pulse rise after an arousal and come down again."""
        where = self.span(at_s, 8 * slowness_s)
        time = (np.arange(where.stop - where.start) + 0.5) * self.period_s / slowness_s
        self.pulse[where] += rise_bpm * time * np.exp(1 - time)


def blank(rows: int, period_s: int) -> Canvas:
    """A canvas on which everything is shown and nothing happens."""
    shown, pulse_shown, recorded = np.ones((3, rows), dtype=bool)
    spo2, pulse, motion = np.zeros((3, rows))
    return Canvas(period_s, spo2, pulse, motion, shown, pulse_shown, recorded)


def paint_sleep(canvas: Canvas, rng: np.random.Generator, baseline_pct: float, pulse_bpm: float) -> None:
    """Quiet sleep: slow drift, breathing noise, a pulse that sinks and rises, some turning over."""
    rows = len(canvas.spo2)
    hours = np.arange(rows) * canvas.period_s / _HOUR_S
    canvas.spo2[:] = baseline_pct + _drift(rng, hours, 0.6) + _noise(rng, rows, canvas.period_s, 0.5, 40.0)
    night_fall = 5 * np.cos(2 * np.pi * np.minimum(hours, 8) / 8)
    pulse_noise = _noise(rng, rows, canvas.period_s, 1.6, 25.0)
    canvas.pulse[:] = pulse_bpm + night_fall + _drift(rng, hours, 2.0) + pulse_noise
    canvas.motion[:] = np.where(rng.random(rows) < _TWITCHES, rng.gamma(1.2, 4, size=rows), 0)
    for at_s in np.cumsum(rng.exponential(15 * _MINUTE_S, size=rows)):
        if at_s >= (rows - 1) * canvas.period_s:
            break
        turn_over(canvas, rng, float(at_s), float(rng.uniform(8, 40)))


def turn_over(canvas: Canvas, rng: np.random.Generator, at_s: float, seconds: float) -> None:
    """Movement: motion counts, and a pulse that answers it."""
    where = canvas.span(at_s, seconds)
    canvas.motion[where] += rng.gamma(1.3, 22, size=where.stop - where.start)
    canvas.answer(at_s, float(rng.uniform(4, 12)), 14.0)


def _drift(rng: np.random.Generator, hours: Floats, size: float) -> Floats:
    """A few slow waves with periods from 40 minutes to 4 hours."""
    waves = [
        rng.uniform(-size, size) * np.sin(2 * np.pi * (hours / rng.uniform(0.7, 4) + rng.uniform()))
        for _ in range(4)
    ]
    return np.asarray(np.sum(waves, axis=0), dtype=np.float64)


def _noise(rng: np.random.Generator, rows: int, period_s: int, size: float, memory_s: float) -> Floats:
    """Noise of standard deviation ``size`` that forgets within ``memory_s``."""
    kernel = np.exp(-np.arange(0, 5 * memory_s, period_s) / memory_s)
    white = rng.normal(size=rows + len(kernel) - 1)
    smooth = np.convolve(white, kernel, mode="valid")
    return np.asarray(size * smooth / np.sqrt(np.sum(kernel**2)), dtype=np.float64)
