"""The curves of a night: every sample, on a uniform grid, with nothing drawn across a gap.

Thinning a curve (LTTB and its like) loses the nadir, so nothing is thinned. A night
stays small all the same: a piece is an ``x0``/``dx`` grid of small integers, packed as
bytes where it has no gap and listed with ``None`` where it has.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures.clock import Clock
from figures.form import Panel
from figures.runs import lone, pieces
from oximetry.recording import Mask, Recording, Samples

MOTION_BUCKET_S = 60
MOST_PIECES = 24  # beyond it, more traces cost more than they save


def curve(
    values: Samples,
    valid: Mask,
    clock: Clock,
    panel: Panel,
    *,
    name: str,
    unit: str,
    colour: str,
    width: float,
) -> list[dict[str, Any]]:
    """Return the traces of one curve: its pieces and, where there are any, its lone samples."""
    style = {"type": "scatter", "yaxis": panel.axis, "name": name, "showlegend": False}
    line = {
        **style,
        "mode": "lines",
        "line": {"color": colour, "width": width},
        "connectgaps": False,
        "hovertemplate": f"%{{y}} {unit}".strip(),
    }
    dots = {**style, "mode": "markers", "marker": {"color": colour, "size": width + 2}, "hoverinfo": "skip"}
    spans = pieces(valid, MOST_PIECES)
    return [
        *(
            {**line, **clock.grid(first), "y": _packed(values[first:past], valid[first:past])}
            for first, past in spans
        ),
        *_lone_samples(values, valid, clock, dots),
    ]


def _packed(values: Samples, valid: Mask) -> NDArray[Any] | list[int | None]:
    """Return a piece's samples in their smallest form, ``None`` where there is no reading."""
    if valid.all():
        return values.astype(np.min_scalar_type(int(values.max())))
    return [value if ok else None for value, ok in zip(values.tolist(), valid.tolist(), strict=True)]


def _lone_samples(values: Samples, valid: Mask, clock: Clock, style: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a trace of dots for samples between two gaps: a line shows nothing there."""
    numbers = lone(valid)
    if not numbers:
        return []
    x = [clock.at_sample(number) for number in numbers]
    return [{**style, "x": x, "y": values[numbers].tolist()}]


def motion_steps(
    recording: Recording, clock: Clock, panel: Panel, *, name: str, colour: str
) -> dict[str, Any]:
    """Return the motion panel's steps: the largest count of each minute.

    One outline, not one bar for each minute: 600 bars cost a fifth of a picture's time.
    """
    samples = max(1, round(MOTION_BUCKET_S / recording.period_s))
    grid = clock.grid(0)
    peaks = _peaks(recording.motion, recording.motion_valid, samples)
    return {
        "type": "scatter",
        "yaxis": panel.axis,
        "name": name,
        "showlegend": False,
        "x0": grid["x0"],
        "dx": grid["dx"] * samples,
        "y": [*peaks, peaks[-1]],  # a step ends where the next begins: the last needs an end, too
        "mode": "lines",
        "line": {"shape": "hv", "color": colour, "width": 0.5},
        "fill": "tozeroy",
        "fillcolor": colour,
        "hovertemplate": "%{y}",
    }


def _peaks(values: Samples, valid: Mask, samples: int) -> list[int | None]:
    """Return the largest valid value of each bucket of ``samples``, ``None`` where there is none."""
    missing = -1
    padding = -len(values) % samples
    known = np.pad(np.where(valid, values, missing), (0, padding), constant_values=missing)
    return [None if peak == missing else peak for peak in known.reshape(-1, samples).max(axis=1).tolist()]
