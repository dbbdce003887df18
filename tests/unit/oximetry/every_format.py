"""One small night in every format that can be written: by the simulation and by the library's writers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import oximetry
from oximetry import Recording, simulate
from oximetry.simulate import SHAPES, Night, night

STAMPED = "O2Ring 0651_20251015223000.csv"
EPOCH_MS = "1760567400000.dat"  # POD2 files tell their start by their names only
NAMES = (STAMPED, EPOCH_MS, "20251015223000", "x.csv", "x")


@dataclass(frozen=True)
class File:
    """A night as one format writes it, under a name by which it can be read."""

    kind: str
    period_s: int
    content: bytes
    filename: str


@cache
def every_format(hours: float = 0.05) -> tuple[File, ...]:
    """A night with some of everything, in each CSV shape and by each ``write_…``, at 1 and at 4 s."""
    files = []
    for period_s in (1, 4):
        made = eventful(hours, period_s)
        files += [File(shape, period_s, made.to_csv(shape), made.filename(shape)) for shape in SHAPES]
        for kind, write in _writers():
            files += _written(kind, write, made.recording())
    return tuple(files)


def eventful(hours: float, period_s: int) -> Night:
    """A drop, a fall below the range, the finger out: what makes the formats write what they rarely do."""
    made = night(hours=hours, period_s=period_s).with_drop("22:30:20", 8)
    return made.with_below_range("22:31:00", 12).with_sensor_off("22:31:40", 20)


def _writers() -> Iterator[tuple[str, Callable[[Recording], bytes]]]:
    modules = [
        importlib.import_module(f"{simulate.__name__}.{found.name}")
        for found in pkgutil.iter_modules(simulate.__path__)
    ]
    for module in (oximetry, *modules):
        for name in sorted(vars(module)):
            if name.startswith("write_"):
                yield name, getattr(module, name)


def _written(kind: str, write: Callable[[Recording], bytes], recording: Recording) -> list[File]:
    """The file, unless the device writes no nights of this period."""
    try:
        content = write(recording)
    except ValueError:
        return []
    return [File(kind, int(recording.period_s), content, EPOCH_MS if "pod2" in kind else STAMPED)]
