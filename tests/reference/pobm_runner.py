"""Runs the published toolbox pobm 1.2.0, in the environment that script/reference makes.

``pobm_runner.py SIGNALS.npz MEASURE …`` prints, for each signal (at 1 Hz, NaN
where a sample is missing) and each measure, its value and the seconds it took
as JSON. Nothing of the toolbox is changed but two things:

* It numbers the events that it fuses with 8-bit integers, so after 128 events
  the numbers are negative, later events overwrite earlier ones, and 128 is the
  most it ever counts. ``events`` has these numbers widened; ``events_as_shipped``
  has not.
* ``overall`` needs ``scipy.stats.median_absolute_deviation``, which no SciPy
  for this Python has; its successor stands in, with the same scale.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import scipy.stats  # type: ignore[import-untyped]

scipy.stats.median_absolute_deviation = partial(scipy.stats.median_abs_deviation, scale=1.4826)

from pobm.obm import desat  # type: ignore[import-not-found]  # noqa: E402
from pobm.obm.complex import ComplexityMeasures  # type: ignore[import-not-found]  # noqa: E402
from pobm.obm.general import OverallGeneralMeasures  # type: ignore[import-not-found]  # noqa: E402
from pobm.obm.periodicity import PRSAMeasures, PSDMeasures  # type: ignore[import-not-found]  # noqa: E402

THRESHOLDS = (3, 4)
WIDENED = SimpleNamespace(**{**vars(np), "int8": np.int64})


def events_as_shipped(signal: Any) -> list[int]:
    """Events of 3 and 4 %."""
    return [len(desat.DesaturationsMeasures(ODI_Threshold=each).compute(signal).begin) for each in THRESHOLDS]


def events(signal: Any) -> list[int]:
    """Events of 3 and 4 %, their numbers widened."""
    desat.np = WIDENED
    try:
        return events_as_shipped(signal)
    finally:
        desat.np = np


def measured(kind: type, signal: Any) -> dict[str, float]:
    """What a class of the toolbox computes with its own settings."""
    return {name: float(value) for name, value in dataclasses.asdict(kind().compute(signal)).items()}


MEASURES: dict[str, Callable[[Any], Any]] = {
    "events": events,
    "events_as_shipped": events_as_shipped,
    "overall": partial(measured, OverallGeneralMeasures),
    "prsa": partial(measured, PRSAMeasures),
    "psd": partial(measured, PSDMeasures),
    "apen": lambda signal: float(ComplexityMeasures().comp_apen(signal)),
    "sampen": lambda signal: float(ComplexityMeasures().comp_sampen(signal)),
    "lz": lambda signal: int(ComplexityMeasures().comp_lz(signal)),
    "ctm": lambda signal: float(ComplexityMeasures().comp_ctm(signal)),
    "dfa": lambda signal: float(ComplexityMeasures().comp_dfa(signal)),
}


def timed(measure: Callable[[Any], Any], signal: Any) -> dict[str, Any]:
    """The value, and how long it took."""
    begin = time.perf_counter()
    value = measure(signal)
    return {"value": value, "seconds": time.perf_counter() - begin}


def main(path: str, names: list[str]) -> None:
    """Print what the toolbox says of every signal in the file."""
    warnings.simplefilter("ignore")
    with np.load(path) as signals:
        said = {key: {name: timed(MEASURES[name], signals[key]) for name in names} for key in signals.files}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
